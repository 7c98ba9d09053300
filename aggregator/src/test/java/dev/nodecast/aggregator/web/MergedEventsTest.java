package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.EventRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedEventsTest {

  @Test
  void mergedPagesHoldEveryEventOnceAndInOrder() {
    for (int memorySize : new int[] {0, 1, 7, 23}) {
      for (int storedSize : new int[] {0, 1, 30, 41}) {
        List<EventRow> memory = rows(memorySize, 5);
        List<EventRow> stored = rows(storedSize, 3);
        List<EventRow> whole = new ArrayList<>();
        int size = 4;
        for (int from = 0; from < memorySize + storedSize; from += size) {
          int first = Math.max(0, from - memorySize);
          int end = Math.min(storedSize, from + size);
          List<EventRow> part = first < end ? stored.subList(first, end) : List.of();
          whole.addAll(MergedEvents.page(memory, part, first, from, size));
        }
        List<EventRow> both = MergedEvents.newest(memory, stored, 1000);
        assertThat(whole).extracting(EventRow::time).isEqualTo(times(both));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(both);
      }
    }
  }

  private static List<Instant> times(List<EventRow> rows) {
    return rows.stream().map(EventRow::time).toList();
  }

  /** Newest first, a multiple of {@code step} seconds apart. */
  private static List<EventRow> rows(int count, int step) {
    List<EventRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long ms = 1_000_000 - 1000L * i * step;
      rows.add(
          ClusterEvents.row(ms, false, "R", step + "/" + i, "Pod", "n", "p", "u", "", "", 1, ""));
    }
    return rows;
  }
}
