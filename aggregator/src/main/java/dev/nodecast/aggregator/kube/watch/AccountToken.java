package dev.nodecast.aggregator.kube.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A pod's token, which the kubelet replaces about every hour (since 1.21). */
final class AccountToken {
  private static final long KEEP = TimeUnit.MINUTES.toNanos(1);

  private final Path file;
  private String text;
  private long readAt;

  /**
   * @throws IOException when it cannot be read now
   */
  AccountToken(Path file) throws IOException {
    this.file = file;
    text = Files.readString(file).strip();
    readAt = System.nanoTime();
  }

  synchronized String text() {
    if (System.nanoTime() - readAt > KEEP) {
      try {
        text = Files.readString(file).strip();
        readAt = System.nanoTime();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text;
  }
}
