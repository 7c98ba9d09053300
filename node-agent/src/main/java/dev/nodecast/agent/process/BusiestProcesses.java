package dev.nodecast.agent.process;

import dev.nodecast.agent.procfs.ProcessStat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Chooses the busiest processes: by CPU time, then by resident memory. An entity that comes and
 * goes costs more than it tells, so whoever is in stays until it has been there for a while and
 * someone else is clearly busier; a few changes per round.
 */
final class BusiestProcesses {
  private static final int MAX_CHANGES = 8;
  private static final int STAY_ROUNDS = 15;

  /** Milliseconds of CPU time per round below which a process is idle. */
  private static final long IDLE = 10;

  private static final Comparator<ProcessRow> BUSIEST_FIRST =
      Comparator.comparingLong((ProcessRow row) -> row.busy < IDLE ? 0 : row.busy)
          .thenComparingLong(BusiestProcesses::pages)
          .reversed()
          .thenComparingInt(row -> row.pid);

  private final int limit;
  private final List<ProcessRow> members = new ArrayList<>();
  private final List<ProcessRow> candidates = new ArrayList<>();
  private int hidden;

  BusiestProcesses(int limit) {
    this.limit = limit;
  }

  void begin() {
    members.clear();
    candidates.clear();
  }

  void member(ProcessRow row) {
    members.add(row);
  }

  void candidate(ProcessRow row) {
    if (!row.kernelThread || row.busy >= IDLE) {
      candidates.add(row);
    }
  }

  /**
   * Fills what room there is with the busiest, then lets a few that are clearly busier take the
   * place of the idlest.
   *
   * @param in reports a process; false when there is no room for it after all
   * @param out ends one
   */
  void choose(long round, Predicate<ProcessRow> in, Consumer<ProcessRow> out) {
    hidden = candidates.size();
    if (candidates.isEmpty()) {
      return;
    }
    candidates.sort(BUSIEST_FIRST);
    int next = 0;
    int room = limit - members.size();
    while (next < candidates.size() && next < room) {
      hidden -= in.test(candidates.get(next++)) ? 1 : 0;
    }
    if (next == candidates.size() || limit == 0) {
      return;
    }
    members.removeIf(row -> round - row.reportedRound < STAY_ROUNDS);
    members.sort(BUSIEST_FIRST.reversed());
    for (int i = 0; i < MAX_CHANGES && i < members.size() && next < candidates.size(); i++) {
      ProcessRow weakest = members.get(i);
      ProcessRow candidate = candidates.get(next++);
      if (!clearlyBusier(candidate, weakest)) {
        return;
      }
      out.accept(weakest);
      hidden += in.test(candidate) ? 0 : 1;
    }
  }

  private static boolean clearlyBusier(ProcessRow a, ProcessRow b) {
    if (a.busy >= IDLE || b.busy >= IDLE) {
      return a.busy > b.busy + b.busy / 2 + IDLE;
    }
    return pages(a) > pages(b) + pages(b) / 2;
  }

  private static long pages(ProcessRow row) {
    return Math.max(0, row.of(ProcessStat.Field.RESIDENT_PAGES));
  }

  /** How many had no room in the last round; kernel threads that do nothing are not counted. */
  int hidden() {
    return hidden;
  }
}
