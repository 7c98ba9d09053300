package dev.nodecast.agent.procfs;

/**
 * {@code /proc/uptime} (Linux: fs/proc/uptime.c).
 *
 * <pre>
 * 880.70 1690.48
 * </pre>
 */
public final class Uptime {
  /** Since boot, suspend included, in hundredths of a second. */
  public long sinceBootHundredths = TextScanner.NOT_MEASURED;

  /** Idle time of all CPUs added up, in hundredths of a second. */
  public long idleHundredths = TextScanner.NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  /** Reads the file's text; false when it holds no number. */
  public boolean parse(byte[] bytes, int length) {
    scanner.over(bytes, length);
    sinceBootHundredths = scanner.fixed(2);
    idleHundredths = scanner.fixed(2);
    return sinceBootHundredths != TextScanner.NOT_MEASURED;
  }
}
