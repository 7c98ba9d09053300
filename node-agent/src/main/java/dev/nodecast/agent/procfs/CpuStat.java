package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code /proc/stat} (Linux: fs/proc/stat.c). Times are ticks of USER_HZ (100 per second), since
 * boot.
 *
 * <pre>
 * cpu  3741 0 2454 169047 412 0 56 19 0 0
 * cpu0 1594 0 955 85215 52 0 11 8 0 0
 * intr 190373 0 0 ...
 * ctxt 271937
 * btime 1763689073
 * processes 6129
 * procs_running 1
 * procs_blocked 0
 * softirq 88112 0 21090 ...
 * </pre>
 *
 * steal came with 2.6.11, guest with 2.6.24, guest_nice with 2.6.33. user includes guest, nice
 * includes guest_nice. CPUs that are offline have no line. idle and iowait may step back on
 * tickless kernels.
 */
public final class CpuStat {
  /** The columns of a cpu line, in the kernel's order. */
  public enum Time {
    USER,
    NICE,
    SYSTEM,
    IDLE,
    IOWAIT,
    IRQ,
    SOFTIRQ,
    STEAL,
    GUEST,
    GUEST_NICE
  }

  /** Interrupts served since boot. */
  public long interrupts;

  /** Context switches since boot. */
  public long contextSwitches;

  /** When the host booted, in seconds since 1970. Moves when the wall clock is set. */
  public long bootSeconds;

  /** Processes and threads created since boot. */
  public long forks;

  /** Threads that run or could run. */
  public long running;

  /** Threads that wait for a disk. */
  public long blocked;

  /** Soft interrupts served since boot. */
  public long softInterrupts;

  private static final int MAX_CPUS = 8192; // NR_CPUS of the largest distribution kernels
  private static final int TIMES = Time.values().length;
  private static final byte[] CPU = "cpu".getBytes(StandardCharsets.US_ASCII);
  private static final KeyTable KEYS =
      new KeyTable(
          "intr", "ctxt", "btime", "processes", "procs_running", "procs_blocked", "softirq");

  private final TextScanner scanner = new TextScanner();
  private final long[] total = new long[TIMES];
  private final long[] others = new long[7];
  private long[] perCpu = new long[8 * TIMES];
  private int[] ids = new int[8];
  private int cpus;

  /** Reads the file's text; false when it has no total line. */
  public boolean parse(byte[] bytes, int length) {
    cpus = 0;
    Arrays.fill(total, NOT_MEASURED);
    Arrays.fill(others, NOT_MEASURED);
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      int start = scanner.position();
      if (scanner.startsWith(CPU)) {
        cpuLine(bytes);
      } else {
        scanner.position(start);
        scanner.word();
        int index = KEYS.find(bytes, scanner.wordStart(), scanner.wordEnd());
        if (index >= 0) {
          others[index] = scanner.number();
        }
      }
      scanner.nextLine();
    }
    interrupts = others[0];
    contextSwitches = others[1];
    bootSeconds = others[2];
    forks = others[3];
    running = others[4];
    blocked = others[5];
    softInterrupts = others[6];
    return total[0] != NOT_MEASURED;
  }

  private void cpuLine(byte[] bytes) {
    int after = scanner.position();
    if (after < bytes.length && (bytes[after] == ' ' || bytes[after] == '\t')) {
      times(total, 0);
      return;
    }
    long id = scanner.number();
    if (cpus >= MAX_CPUS || id < 0 || id > Integer.MAX_VALUE) {
      return;
    }
    if (cpus == ids.length) {
      ids = Arrays.copyOf(ids, cpus * 2);
      perCpu = Arrays.copyOf(perCpu, cpus * 2 * TIMES);
    }
    ids[cpus] = (int) id;
    times(perCpu, cpus * TIMES);
    cpus++;
  }

  private void times(long[] into, int from) {
    for (int i = 0; i < TIMES; i++) {
      into[from + i] = scanner.number();
    }
  }

  /** Ticks of all CPUs together. */
  public long total(Time time) {
    return total[time.ordinal()];
  }

  /** How many CPUs are online. */
  public int cpus() {
    return cpus;
  }

  /** The kernel's number of the {@code row}-th online CPU. */
  public int cpuId(int row) {
    return ids[row];
  }

  /** Ticks of the {@code row}-th online CPU. */
  public long cpu(int row, Time time) {
    return perCpu[row * TIMES + time.ordinal()];
  }
}
