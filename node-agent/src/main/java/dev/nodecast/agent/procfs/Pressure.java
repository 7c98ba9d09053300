package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

/**
 * Pressure stall information: {@code /proc/pressure/{cpu,memory,io,irq}} and a cgroup's {@code
 * {cpu,memory,io}.pressure} (Linux 4.20: kernel/sched/psi.c, Documentation/accounting/psi.rst).
 *
 * <pre>
 * some avg10=7.67 avg60=3.87 avg300=1.37 total=9580748
 * full avg10=0.00 avg60=0.00 avg300=0.00 total=0
 * </pre>
 *
 * The cpu file has no "full" line before 5.13, the irq file no "some" line. The averages are
 * refreshed every 2 s, the totals at every read.
 */
public final class Pressure {
  /** Share of the last 10 s in which at least one task waited, in hundredths of a percent. */
  public long someAvg10Hundredths = NOT_MEASURED;

  /** Time in which at least one task waited, since boot, in microseconds. */
  public long someMicros = NOT_MEASURED;

  /** Share of the last 10 s in which all tasks waited at once, in hundredths of a percent. */
  public long fullAvg10Hundredths = NOT_MEASURED;

  /** Time in which all tasks waited at once, since boot, in microseconds. */
  public long fullMicros = NOT_MEASURED;

  private static final KeyTable KEYS = new KeyTable("some", "full", "avg10", "total");

  private final TextScanner scanner = new TextScanner();

  /** Reads the file's text; false when it holds no total. */
  public boolean parse(byte[] bytes, int length) {
    someAvg10Hundredths = NOT_MEASURED;
    someMicros = NOT_MEASURED;
    fullAvg10Hundredths = NOT_MEASURED;
    fullMicros = NOT_MEASURED;
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      scanner.word();
      int line = KEYS.find(bytes, scanner.wordStart(), scanner.wordEnd());
      while ((line == 0 || line == 1) && scanner.word((byte) '=')) {
        int key = KEYS.find(bytes, scanner.wordStart(), scanner.wordEnd());
        scanner.skip((byte) '=');
        if (key == 2) {
          average(line, scanner.fixed(2));
        } else if (key == 3) {
          total(line, scanner.number());
        }
        scanner.endWord();
      }
      scanner.nextLine();
    }
    return someMicros != NOT_MEASURED || fullMicros != NOT_MEASURED;
  }

  private void average(int line, long hundredths) {
    if (line == 0) {
      someAvg10Hundredths = hundredths;
    } else {
      fullAvg10Hundredths = hundredths;
    }
  }

  private void total(int line, long micros) {
    if (line == 0) {
      someMicros = micros;
    } else {
      fullMicros = micros;
    }
  }
}
