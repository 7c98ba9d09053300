package dev.nodecast.agent.procfs;

/**
 * {@code /proc/sys/fs/file-nr}: open files of the whole host (Linux: fs/file_table.c).
 *
 * <pre>
 * 449	0	2466170
 * </pre>
 *
 * The middle number is always 0 since 2.6.
 */
public final class FileTable {
  /** Open file handles, a count. */
  public long allocated = TextScanner.NOT_MEASURED;

  /** The system-wide limit, a count; 2^63-1 (fs.file-max of systemd) is no limit in practice. */
  public long maximum = TextScanner.NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  /** Reads the file's text; false when it holds no number. */
  public boolean parse(byte[] bytes, int length) {
    scanner.over(bytes, length);
    allocated = scanner.number();
    scanner.skipWords(1);
    maximum = scanner.number();
    return allocated != TextScanner.NOT_MEASURED;
  }
}
