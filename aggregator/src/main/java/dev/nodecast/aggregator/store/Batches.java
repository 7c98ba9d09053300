package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Watermarks.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which windows' rows may go to a table together. In one step each (node, boot) is in one day only,
 * and so in one block: a crash between the blocks of a step cannot leave a later sequence number
 * stored without an earlier one.
 */
final class Batches {
  /** Larger blocks gain nothing more, and a block must be sent again whole. */
  static final int MAX_ROWS = 100_000;

  private Batches() {}

  /**
   * Takes the next step's windows out of {@code waiting}.
   *
   * @param waiting windows with rows of the kind, in order of their sequence numbers per stream
   * @return by day, ascending
   */
  static SortedMap<Long, List<Pending>> next(List<Pending> waiting, int kind) {
    TreeMap<Long, List<Pending>> step = new TreeMap<>();
    Map<Stream, Long> dayOf = new HashMap<>();
    Set<Stream> later = new HashSet<>();
    List<Pending> rest = new ArrayList<>();
    long rows = 0;
    for (Pending pending : waiting) {
      Stream stream = pending.stream();
      long day = pending.day();
      int size = pending.left(kind).size();
      boolean fits = rows == 0 || rows + size <= MAX_ROWS;
      if (fits && !later.contains(stream) && dayOf.getOrDefault(stream, day) == day) {
        dayOf.put(stream, day);
        step.computeIfAbsent(day, d -> new ArrayList<>()).add(pending);
        rows += size;
      } else {
        later.add(stream);
        rest.add(pending);
      }
    }
    waiting.clear();
    waiting.addAll(rest);
    return step;
  }

  /** Highest sequence number by stream. */
  static Map<Stream, Long> last(List<Pending> block) {
    Map<Stream, Long> last = new HashMap<>();
    for (Pending pending : block) {
      last.merge(pending.stream(), pending.window().lastSeq(), Math::max);
    }
    return last;
  }
}
