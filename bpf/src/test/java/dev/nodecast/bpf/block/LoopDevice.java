package dev.nodecast.bpf.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk that nobody else uses: a loop device over a file. */
public final class LoopDevice implements AutoCloseable {
  final Path file;
  public final String path;
  final Disk disk;

  private LoopDevice(Path file, String path) throws IOException {
    this.file = file;
    this.path = path;
    this.disk = Disk.of(path);
  }

  /** Skips the test where there is none to be had. */
  public static LoopDevice over(Path file, long bytes) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "no loop devices here");
    truncate(file, bytes);
    Process losetup =
        new ProcessBuilder(List.of("losetup", "-f", "--show", file.toString()))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(losetup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(losetup.waitFor() == 0, "losetup: " + said);
    return new LoopDevice(file, said);
  }

  /** The device keeps its size: what is behind the file's end cannot be read any more. */
  void truncateTo(long bytes) throws IOException {
    truncate(file, bytes);
  }

  @Override
  public void close() throws IOException {
    try {
      assertThat(new ProcessBuilder("losetup", "-d", path).inheritIO().start().waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (var open = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(bytes);
    }
  }
}
