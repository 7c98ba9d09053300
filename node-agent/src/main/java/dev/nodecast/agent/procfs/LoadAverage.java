package dev.nodecast.agent.procfs;

/**
 * {@code /proc/loadavg} (Linux: fs/proc/loadavg.c). The kernel computes it every 5 s.
 *
 * <pre>
 * 0.47 0.13 0.04 1/87 6129
 * </pre>
 */
public final class LoadAverage {
  /** Tasks running, waiting to run or blocked, averaged over 1 minute, in hundredths. */
  public long oneMinuteHundredths = TextScanner.NOT_MEASURED;

  /** The same over 5 minutes, in hundredths. */
  public long fiveMinutesHundredths = TextScanner.NOT_MEASURED;

  /** The same over 15 minutes, in hundredths. */
  public long fifteenMinutesHundredths = TextScanner.NOT_MEASURED;

  /** Threads that run or could run, a count. */
  public long runnable = TextScanner.NOT_MEASURED;

  /** All threads, a count. */
  public long threads = TextScanner.NOT_MEASURED;

  /** The id that was given to a process last. */
  public long lastPid = TextScanner.NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  /** Reads the file's text; false when it holds no number. */
  public boolean parse(byte[] bytes, int length) {
    scanner.over(bytes, length);
    oneMinuteHundredths = scanner.fixed(2);
    fiveMinutesHundredths = scanner.fixed(2);
    fifteenMinutesHundredths = scanner.fixed(2);
    runnable = scanner.number();
    threads = scanner.skip((byte) '/') ? scanner.number() : TextScanner.NOT_MEASURED;
    lastPid = scanner.number();
    return oneMinuteHundredths != TextScanner.NOT_MEASURED;
  }
}
