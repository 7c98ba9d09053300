package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import java.nio.charset.StandardCharsets;

/**
 * The limit on open files in {@code /proc/PID/limits} (Linux: fs/proc/base.c).
 *
 * <pre>
 * Limit                     Soft Limit           Hard Limit           Units
 * Max open files            20000                20000                files
 * </pre>
 */
public final class ProcessLimits {
  private static final byte[] OPEN_FILES = "Max open files".getBytes(StandardCharsets.US_ASCII);

  /** How many descriptors the process may have; NOT_MEASURED when unlimited. */
  public long openFiles = NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  /** Reads the file's text; false when the limit is absent or unlimited. */
  public boolean parse(byte[] bytes, int length) {
    openFiles = NOT_MEASURED;
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      if (scanner.startsWith(OPEN_FILES)) {
        openFiles = scanner.number();
        break;
      }
      scanner.nextLine();
    }
    return openFiles != NOT_MEASURED;
  }
}
