package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** C programs of this module, compiled where they are used: for what Java cannot ask a kernel. */
public final class CSource {
  private CSource() {}

  /**
   * Compiles {@code name.c}.
   *
   * @param directory for source and program
   * @throws Skip without a compiler
   */
  public static Path compile(Path directory, String name)
      throws Skip, IOException, InterruptedException {
    Path source = directory.resolve(name + ".c");
    try (InputStream in = CSource.class.getResourceAsStream("/" + source.getFileName())) {
      Files.copy(in, source);
    }
    Path program = directory.resolve(name);
    Process cc;
    try {
      cc =
          new ProcessBuilder("cc", "-O2", "-Wall", "-Werror", "-o", "" + program, "" + source)
              .inheritIO()
              .start();
    } catch (IOException e) {
      throw new Skip("cc: " + e.getMessage() + " (expected: a C compiler)");
    }
    if (cc.waitFor() != 0) {
      throw new IOException(source.getFileName() + ": does not compile");
    }
    return program;
  }
}
