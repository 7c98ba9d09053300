package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.ingest.TestingAgent.Shot;
import dev.nodecast.aggregator.live.RecentEvents;
import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to streams, processes, clocks and the store: what is stored is what was sent,
 * once. Compared window by window with the agent's own ledger.
 */
class ExactlyOnceTest {
  private static final int SEEDS = 300;

  @Test
  void storesWhatWasSentOnceWhateverHappens() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = new Simulation(seed);
      try {
        simulation.run(60);
        check(simulation);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void check(Simulation simulation) {
    // Also in order, as each window has its own.
    assertThat(simulation.store.events)
        .isEqualTo(simulation.agent.history.stream().flatMap(s -> s.events().stream()).toList());
    // The pages show none twice, however often its frame came.
    List<Event> shown =
        new ArrayList<>(
            simulation.live.events().newest(told -> true, 1_000).stream()
                .map(RecentEvents.Told::event)
                .toList());
    simulation.store.events.forEach(shown::remove);
    assertThat(shown).isEmpty();
    List<Span> sampled =
        simulation.agent.history.stream().flatMap(s -> s.spans().stream()).toList();
    assertThat(sampled).isNotEmpty();
    assertThat(simulation.store.spans).isEqualTo(sampled);
    Map<Kind, Long> upTo = new HashMap<>();
    for (TestingStore.Committed part : simulation.store.committed) {
      upTo.put(part.rows().kind(), part.window().lastSeq());
      window(simulation, part);
    }
    // Windows of a kind follow each other without a gap (checked by the ranges above); what is
    // behind the last one must be without rows of it.
    for (Kind kind : TestingAgent.KINDS) {
      for (var sent :
          simulation.agent.history.subList(
              upTo.getOrDefault(kind, 0L).intValue(), simulation.agent.history.size())) {
        assertThat(sent.shots())
            .as("frame %s of %s is stored", sent.seq(), kind.name())
            .noneMatch(shot -> shot.life().kind == kind);
      }
    }
  }

  private static void window(Simulation simulation, TestingStore.Committed part) {
    KindRows rows = part.rows();
    Map<List<String>, List<Integer>> byLabels = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      String[] labels = new String[rows.labels().length];
      for (int l = 0; l < labels.length; l++) {
        labels[l] = rows.labels()[l][row];
      }
      byLabels.computeIfAbsent(Arrays.asList(labels), k -> new ArrayList<>()).add(row);
    }
    long after = part.afterSeq();
    long to = part.window().lastSeq();
    long entities =
        simulation.agent.history.subList((int) after, (int) to).stream()
            .flatMap(sent -> sent.shots().stream())
            .filter(shot -> shot.life().kind == rows.kind())
            .map(shot -> shot.life().labels)
            .distinct()
            .count();
    assertThat((long) byLabels.size())
        .as("%s: entities in frames %s to %s", rows.kind().name(), after + 1, to)
        .isEqualTo(entities);
    byLabels.forEach(
        (labels, at) -> {
          List<Shot> shots = simulation.shots(rows.kind(), labels, after, to);
          List<Shot> first = simulation.shots(rows.kind(), labels, after, after + 1);
          for (Column column : rows.kind().columns()) {
            String wrong = cell(rows, at, column, shots, first);
            if (wrong != null) {
              throw new AssertionError(
                  rows.kind().name()
                      + "."
                      + column.name()
                      + " of "
                      + labels
                      + " in frames "
                      + (after + 1)
                      + " to "
                      + to
                      + ": "
                      + wrong);
            }
          }
        });
  }

  /** What is wrong with one cell of the rows of one name in one window, or null. */
  private static String cell(
      KindRows rows, List<Integer> at, Column column, List<Shot> shots, List<Shot> first) {
    int c = column.index();
    Shot last = shots.get(shots.size() - 1);
    switch (column.type()) {
      case COUNTER -> {
        long sum = 0;
        for (int row : at) {
          long value = rows.values()[c][row];
          sum += value == Column.NOT_MEASURED ? 0 : value;
        }
        long expected = shots.stream().mapToLong(s -> s.increase()[c]).sum();
        return sum == expected ? null : "sum " + sum + " (expected: " + expected + ")";
      }
      case GAUGE -> {
        boolean found = at.stream().anyMatch(row -> rows.values()[c][row] == last.value()[c]);
        if (!found) {
          return "last " + rows.values()[c][at.get(0)] + " (expected: " + last.value()[c] + ")";
        }
        if (column.max()) {
          long expected = Column.NOT_MEASURED;
          for (Shot shot : first) {
            expected = Math.max(expected, shot.before()[c]);
          }
          for (Shot shot : shots) {
            expected = Math.max(expected, shot.value()[c]);
          }
          long max = Column.NOT_MEASURED;
          for (int row : at) {
            max = Math.max(max, rows.maxima()[c][row]);
          }
          return max == expected ? null : "max " + max + " (expected: " + expected + ")";
        }
        return null;
      }
      case TEXT -> {
        boolean found =
            at.stream().anyMatch(row -> Objects.equals(rows.texts()[c][row], last.text()[c]));
        return found ? null : "text (expected: " + last.text()[c] + ")";
      }
      case HISTOGRAM -> {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (int row : at) {
          int[] buckets = rows.buckets()[c][row];
          for (int i = 0; buckets != null && i < buckets.length; i++) {
            counts.merge(buckets[i], rows.bucketCounts()[c][row][i], Long::sum);
          }
        }
        TreeMap<Integer, Long> expected = new TreeMap<>();
        for (Shot shot : shots) {
          if (shot.buckets().get(c) != null) {
            shot.buckets().get(c).forEach((b, n) -> expected.merge(b, n, Long::sum));
          }
        }
        return counts.equals(expected) ? null : counts + " (expected: " + expected + ")";
      }
    }
    return null;
  }
}
