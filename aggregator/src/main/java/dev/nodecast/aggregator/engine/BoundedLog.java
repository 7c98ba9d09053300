package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log file and one predecessor ({@code .1}), each at most {@link #MAX_BYTES}. */
final class BoundedLog implements AutoCloseable {
  static final long MAX_BYTES = 4L << 20;

  private final Path file;
  private OutputStream out;
  private long written;

  BoundedLog(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.toAbsolutePath().getParent());
    open();
  }

  private void open() throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    written = Files.size(file);
  }

  synchronized void line(String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(UTF_8);
    if (written + bytes.length > MAX_BYTES) {
      out.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      open();
    }
    out.write(bytes);
    written += bytes.length;
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
