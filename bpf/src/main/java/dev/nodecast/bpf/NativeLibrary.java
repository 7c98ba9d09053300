package dev.nodecast.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * This module's C code, loaded from its jar, each library once. They are two, so that a machine
 * without libelf lacks eBPF and nothing else.
 */
final class NativeLibrary {
  /** System calls that Java lacks. */
  static final NativeLibrary SYSTEM = new NativeLibrary("/native/libnodecast.so");

  /** The bridge to libbpf; needs libelf.so.1 and libz.so.1 where it runs. */
  static final NativeLibrary BPF = new NativeLibrary("/native/libnodecast_bpf.so");

  private final String resource;
  private boolean loaded;

  private NativeLibrary(String resource) {
    this.resource = resource;
  }

  /**
   * Makes native methods work. Any thread may call it.
   *
   * @throws UncheckedIOException when the library cannot be unpacked (java.io.tmpdir must be
   *     writable)
   * @throws UnsatisfiedLinkError when it was built for another architecture, or needs a library
   *     that is missing
   */
  synchronized void load() {
    if (loaded) {
      return;
    }
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(
            resource + ": not in the jar (expected: built by gcc with this module)");
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
