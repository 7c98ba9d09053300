package dev.nodecast.agent.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The files that a process has code of ({@code /proc/PID/maps}, proc(5)):
 *
 * <pre>
 * 7f0c1a2b3000-7f0c1a30f000 r-xp 00028000 fe:01 1835 /usr/lib/x86_64-linux-gnu/libssl.so.3
 * </pre>
 */
final class MappedFiles {
  /** Lines that are looked at: a program of many threads has thousands. */
  private static final int MAX_LINES = 16_384;

  private static final int MAX_FILES = 1_024;
  private static final int PERMISSIONS = 1;
  private static final int PATH = 5;

  private MappedFiles() {}

  /** Their paths as the process has them; none when it is gone. */
  static Set<String> of(Path process) {
    Set<String> files = new LinkedHashSet<>();
    // a path is bytes: what is no UTF-8 must not stop the reading
    try (BufferedReader lines =
        Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      String line;
      for (int i = 0; i < MAX_LINES && (line = lines.readLine()) != null; i++) {
        String[] fields = line.split(" +", 6);
        if (fields.length > PATH
            && fields[PERMISSIONS].contains("x")
            && fields[PATH].startsWith("/")
            && files.size() < MAX_FILES) {
          files.add(fields[PATH]);
        }
      }
    } catch (IOException e) {
      return files; // it ended, or may not be looked at
    }
    return files;
  }
}
