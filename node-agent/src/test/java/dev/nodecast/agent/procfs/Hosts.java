package dev.nodecast.agent.procfs;

import java.nio.file.Files;
import java.nio.file.Path;

/** The captured and composed host trees of src/test/resources/hosts. */
public final class Hosts {
  public static final String CAPTURED = "hybrid-this-kernel-6.18";
  public static final String HOSTILE = "hostile";

  private Hosts() {}

  public static Path root(String shape) {
    Path root = Path.of("src", "test", "resources", "hosts", shape);
    if (!Files.isDirectory(root)) {
      throw new IllegalStateException(root.toAbsolutePath() + " (expected: a fixture tree)");
    }
    return root;
  }

  /** A parser's entry point. */
  public interface Parser {
    boolean parse(byte[] bytes, int length);
  }

  /** Reads one fixture file through the production reader into {@code parser}. */
  public static boolean parse(String shape, String file, Parser parser) {
    FileBytes bytes = bytes(shape, file);
    return parser.parse(bytes.bytes(), bytes.length());
  }

  public static FileBytes bytes(String shape, String file) {
    FileBytes bytes = new FileBytes();
    try (KernelFile kernelFile =
        new KernelFile(root(shape).resolve(file), KernelFile.Layout.LIST)) {
      ReadStatus status = kernelFile.read(bytes);
      if (!status.hasBytes() && status != ReadStatus.EMPTY) {
        throw new IllegalStateException(kernelFile.path() + ": " + status);
      }
    }
    return bytes;
  }
}
