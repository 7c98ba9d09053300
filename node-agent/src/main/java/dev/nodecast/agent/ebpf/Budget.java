package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.ProgramStats;
import dev.nodecast.bpf.RunStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the agent within its budget: the CPU time of its process and what the kernel spends in its
 * programs. A thread of its own, since the tick thread would be late exactly when it matters.
 *
 * <p>The kernel's statistics of runs cost each run 30 to 50 ns, so they are on for a few thousand
 * runs of each second, at most for 40 ms. Both costs are smoothed over about two seconds: a burst
 * is no habit.
 */
public final class Budget implements Runnable, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Budget.class);
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  /** Windows come that much earlier or later, so that they see what others do once a second. */
  private static final long JITTER = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(40);
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(4);

  /** What a window is to see: on a busy machine it is short. */
  private static final long RUNS = 3_000;

  /** Until then a Java process compiles itself, and only its programs count. */
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(60);

  /** What a request may cost that is counted: 5 % of a processor for 10,000 of them a second. */
  static final double REQUEST_NANOS = 5_000;

  /** Weight of the newest measurement. */
  private static final double NEWEST = 0.6;

  private final Programs programs;
  private final Selection selection;
  private final LongSupplier processNanos;
  private final LongSupplier requests;
  private final Shedder shedder;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final long startNanos = System.nanoTime();
  private final Thread thread = new Thread(this, "budget");
  private volatile boolean stopped;
  private volatile String shed = "";
  private volatile double kernelShare;
  private double processShare;
  private double allowance;
  private long window = LONGEST;

  /**
   * @param processNanos CPU time of this process so far
   * @param requests of golden signals so far, at either end; for each the budget grows by {@link
   *     #REQUEST_NANOS}
   * @param percent of all processors' time
   */
  public Budget(
      Programs programs,
      Selection selection,
      LongSupplier processNanos,
      LongSupplier requests,
      double percent) {
    this.programs = programs;
    this.selection = selection;
    this.processNanos = processNanos;
    this.requests = requests;
    this.shedder = new Shedder(percent / 100);
  }

  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    long cpu = processNanos.getAsLong();
    long counted = requests.getAsLong();
    long last = System.nanoTime();
    while (!stopped) {
      park(PERIOD - window + ThreadLocalRandom.current().nextLong(-JITTER, JITTER));
      double kernel = kernelRate();
      long now = System.nanoTime();
      long used = processNanos.getAsLong();
      double process = (used - cpu) / (double) Math.max(1, now - last);
      long seen = requests.getAsLong();
      double allowed = (seen - counted) * REQUEST_NANOS / Math.max(1, now - last);
      cpu = used;
      counted = seen;
      last = now;
      kernelShare = smoothed(kernelShare, kernel / processors);
      processShare = smoothed(processShare, process / processors);
      allowance = smoothed(allowance, allowed / processors);
      look(now);
    }
  }

  private void look(long now) {
    boolean warm = now - startNanos > WARM_UP;
    double share = kernelShare + (warm ? processShare : 0);
    selection.shed(shedder.look(now, share, allowance, programs.runningNames()));
    String text = shedder.text();
    if (!text.equals(shed)) {
      logger.info("budget: {}", text.isEmpty() ? "everything runs again" : text);
      shed = text;
    }
  }

  /** Processors' worth of time that the programs take now; 0 where the kernel does not count. */
  private double kernelRate() {
    List<BpfProgram> counted = loaded();
    if (counted.isEmpty()) {
      return 0;
    }
    try (RunStats stats = RunStats.open()) {
      if (!stats.refusal().isEmpty()) {
        return 0;
      }
      long from = System.nanoTime();
      Counted before = Counted.of(counted);
      park(window);
      Counted after = Counted.of(counted);
      long took = Math.max(1, System.nanoTime() - from);
      // Less only when a subject was stopped meanwhile.
      long runs = Math.max(0, after.runs - before.runs);
      window = Math.max(SHORTEST, Math.min(LONGEST, RUNS * took / Math.max(1, runs)));
      return Math.max(0, after.nanos - before.nanos) / (double) took;
    }
  }

  /** What programs did so far, all together. */
  private record Counted(long runs, long nanos) {
    static Counted of(List<BpfProgram> programs) {
      long runs = 0;
      long nanos = 0;
      for (BpfProgram program : programs) {
        try {
          ProgramStats stats = program.stats();
          runs += stats.runs();
          nanos += stats.nanos();
        } catch (BpfException | IllegalStateException stoppedMeanwhile) {
          // the others' are still to be had
        }
      }
      return new Counted(runs, nanos);
    }
  }

  /** Those that run when something happens: an iterator runs in a call of this process's own. */
  private List<BpfProgram> loaded() {
    List<BpfProgram> loaded = new ArrayList<>();
    for (BpfSubject subject : programs.tried()) {
      for (BpfProgram program : subject.object().map(BpfObject::programs).orElse(List.of())) {
        if (program.attached() && !program.iterates()) {
          loaded.add(program);
        }
      }
    }
    return loaded;
  }

  private void park(long nanos) {
    long deadline = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !stopped; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static double smoothed(double before, double now) {
    return before + NEWEST * (now - before);
  }

  /** What is shed and why; null while nothing is. */
  public String shed() {
    return shed.isEmpty() ? null : shed;
  }

  /** What the kernel spends in the programs, as a share of all processors, 0 to 1. */
  public double kernelShare() {
    return kernelShare;
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
