package dev.nodecast.agent.ebpf;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides what goes when the agent costs too much. One subject at a time, in the order of {@link
 * #ORDER}: what costs most per event first, life and death last. What was shed comes back, last
 * first, after a calm minute below half the budget; if it has to go again soon, the next wait is
 * twice as long. Pure: it knows no clock and no kernel.
 */
final class Shedder {
  /** First to go first. */
  static final List<String> ORDER =
      List.of(
          "syscall",
          "file",
          "packets",
          "cache",
          "irq",
          "scheduling",
          "tcp",
          "block",
          "stalls",
          "exchange_tls",
          "exchange",
          "basic",
          "life");

  /**
   * Looks over the budget, one after another, before something goes: 10 s. A burst, or a Java
   * process that compiles what it meets for the first time, is no habit.
   */
  static final int LOOKS = 10;

  /** Share of the budget below which there is room for something to come back. */
  private static final double CALM = 0.5;

  private static final long FIRST_WAIT = TimeUnit.MINUTES.toNanos(1);
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(32);

  private final double budget;
  private final Deque<String> order = new ArrayDeque<>();
  private final Map<String, String> shed = new LinkedHashMap<>();
  private int over;
  private long calmSince = Long.MIN_VALUE;
  private long restored = Long.MIN_VALUE;
  private long wait = FIRST_WAIT;

  /**
   * @param budget share of all processors, 0 to 1
   */
  Shedder(double budget) {
    this.budget = budget;
  }

  /**
   * Takes one measurement.
   *
   * @param nanos monotonic time
   * @param share of all processors, 0 to 1
   * @param allowance what may come on top of the budget now, for the traffic that is measured
   * @param running subjects of which programs run
   * @return what must not run, with the reason for each
   */
  Map<String, String> look(long nanos, double share, double allowance, Collection<String> running) {
    if (share > budget + allowance) {
      calmSince = Long.MIN_VALUE;
      if (++over >= LOOKS) {
        over = 0;
        shedNext(nanos, share, budget + allowance, running);
      }
      return Map.copyOf(shed);
    }
    over = 0;
    if (share > budget * CALM + allowance || shed.isEmpty()) {
      calmSince = Long.MIN_VALUE;
    } else if (calmSince == Long.MIN_VALUE) {
      calmSince = nanos;
    } else if (nanos - calmSince >= wait) {
      shed.remove(order.removeLast());
      calmSince = nanos;
      restored = nanos;
    }
    return Map.copyOf(shed);
  }

  private void shedNext(long nanos, double share, double most, Collection<String> running) {
    for (String subject : ORDER) {
      if (running.contains(subject) && !shed.containsKey(subject)) {
        boolean again = restored != Long.MIN_VALUE && nanos - restored < LONGEST_WAIT;
        wait = again ? Math.min(LONGEST_WAIT, wait * 2) : FIRST_WAIT;
        order.add(subject);
        shed.put(
            subject,
            String.format(
                Locale.ROOT,
                "shed: the agent cost %.1f %% of the machine's CPU (budget: %.1f %%)",
                share * 100,
                most * 100));
        return;
      }
    }
  }

  /** What is shed, in order, and why the last of it; empty while nothing is. */
  String text() {
    return order.isEmpty()
        ? ""
        : "kernel programs " + String.join(", ", order) + ", " + shed.get(order.getLast());
  }
}
