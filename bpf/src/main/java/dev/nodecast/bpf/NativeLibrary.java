package dev.nodecast.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Loads this module's C code from its jar, once. */
final class NativeLibrary {
  private static final String RESOURCE = "/native/libnodecast.so";
  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Makes native methods work.
   *
   * @throws UncheckedIOException when the library cannot be unpacked (java.io.tmpdir must be
   *     writable)
   * @throws UnsatisfiedLinkError when it was built for another architecture
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try (InputStream in = NativeLibrary.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(
            RESOURCE + ": not in the jar (expected: built by gcc with this module)");
      }
      // The file may go as soon as it is mapped, so that nothing stays behind after kill -9.
      Path file = Files.createTempFile("nodecast-", ".so");
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        System.load(file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    loaded = true;
  }
}
