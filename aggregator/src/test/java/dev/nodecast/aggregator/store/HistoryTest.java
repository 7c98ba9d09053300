package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  /** 2026-11-20 22:00:00 UTC. */
  private static final long START = 1_795_212_000L;

  private static final String HOSTILE = "it's \\ a\ttab";

  @TempDir static Path directory;
  private static Engine engine;
  private static History history;

  /**
   * Ten minutes of one node: pod "p" with two containers of 1 and 0.5 cores and 4 and 8 KiB, pod
   * HOSTILE with 0.25 cores; nothing in the fourth minute.
   */
  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    AtomicLong acked = new AtomicLong();
    long now = START + 660;
    Rollups rollups = new Rollups(engine.database, Engine.all(), 7 * 86_400L, () -> now * 1000);
    Committer committer = engine.committer(engine.server.url().toString(), rollups);
    committer.listener((node, boot, seq) -> acked.set(seq));
    Engine.until("ready", committer::ready);
    for (long at = START; at < START + 600; at += 5) {
      if (at - START >= 180 && at - START < 240) {
        continue;
      }
      Rows containers =
          new Rows("container", 3)
              .label("pod", 0, "p")
              .label("container", 0, "one")
              .value("cpu_usage_us", 0, 5_000_000)
              .value("memory_current", 0, 4096)
              .max("memory_current", 0, at == START ? 99 * 4096 : 4096)
              .label("pod", 1, "p")
              .label("container", 1, "two")
              .value("cpu_usage_us", 1, 2_500_000)
              .value("memory_current", 1, 8192)
              .max("memory_current", 1, 8192)
              .label("pod", 2, HOSTILE)
              .value("cpu_usage_us", 2, 1_250_000);
      Rows agent =
          new Rows("agent", 1)
              .histogram("tick_duration_us", 0, new int[] {8, 80}, new long[] {98, 2});
      Window window = Rows.window("n", "b", at, at, containers, agent, Rows.node(1));
      Engine.until("room", () -> committer.offer(window));
    }
    Engine.until("commit", () -> acked.get() == START + 595);
    committer.close();
    rollups.tick();
    rollups.rollHours(now);
    history = new History(engine.database, 5, Engine.PERIODS, () -> now * 1000);
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  private static Series series(List<String> lines, Map<String, String> where, String by, int step) {
    Kind kind = ContainerKind.KIND;
    return history.series(
        new SeriesQuery(
            kind,
            lines.stream().map(line -> Line.parse(kind, line)).toList(),
            where,
            by,
            START,
            START + 600,
            step));
  }

  @Test
  void givesTheBucketsOfEachStepAtAnyResolution() {
    List<Line> line = List.of(Line.parse(AgentKind.KIND, "tick_duration_us:p50"));
    for (int step : new int[] {30, 60}) {
      List<BucketPoint> points =
          history.buckets(
              new SeriesQuery(
                  AgentKind.KIND, line, Map.of("node", "n"), "", START, START + 600, step));
      assertThat(points).as("without the minute of the gap").hasSize(540 / step);
      int windows = step / 5;
      for (BucketPoint point : points) {
        assertThat(point.point() * step).matches(at -> at < 180 || at >= 240);
        assertThat(point.buckets()).containsExactly(8, 80);
        assertThat(point.counts()).containsExactly(98L * windows, 2L * windows);
      }
    }
  }

  @Test
  void givesRatesMeansAndPeaksOfAPodAtAnyResolution() {
    List<String> lines = List.of("cpu_usage_us", "memory_current", "memory_current:max");
    Series raw = series(lines, Map.of("pod", "p"), "", 30);
    assertThat(raw.resolution()).isEqualTo(Resolution.RAW);
    Series minutes = series(lines, Map.of("pod", "p"), "", 60);
    assertThat(minutes.resolution()).isEqualTo(Resolution.MINUTE);
    for (Series one : List.of(raw, minutes)) {
      double[][] values = one.values().get("");
      int gap = 180 / one.stepSeconds();
      assertThat(values[0][0]).isEqualTo(1_500_000, within(0.001));
      assertThat(values[1][0]).isEqualTo(12_288);
      assertThat(values[2][0]).isEqualTo(99 * 4096 + 8192);
      assertThat(values[2][1]).isEqualTo(12_288);
      assertThat(values[0][gap]).as("nothing is made up").isNaN();
      assertThat(values[1][gap]).isNaN();
      assertThat(values[0][240 / one.stepSeconds()]).isEqualTo(1_500_000, within(0.001));
    }
  }

  @Test
  void knowsThatARunningHourIsNotOver() {
    Kind kind = ContainerKind.KIND;
    Series hours =
        history.series(
            new SeriesQuery(
                kind,
                List.of(Line.of(ContainerKind.CPU_USAGE)),
                Map.of("container", "one"),
                "",
                START,
                START + 3600,
                3600));
    assertThat(hours.resolution()).isEqualTo(Resolution.HOUR);
    // 540 s of one core in the 660 s that are over.
    assertThat(hours.values().get("")[0][0]).isEqualTo(540e6 / 660, within(1.0));
  }

  @Test
  void splitsByALabel() {
    Series by = series(List.of("cpu_usage_us"), Map.of("node", "n"), "pod", 300);
    assertThat(by.values()).containsOnlyKeys("p", HOSTILE);
    assertThat(by.values().get(HOSTILE)[0][1]).isEqualTo(250_000, within(0.001));
  }

  @Test
  void leavesNotMeasuredOut() {
    Series none = series(List.of("memory_current", "cpu_limit"), Map.of("pod", HOSTILE), "", 60);
    assertThat(none.values().get("")[0][0]).isNaN();
    assertThat(none.values().get("")[1][0]).isNaN();
    assertThat(series(List.of("cpu_usage_us"), Map.of("pod", "x"), "", 60).values()).isEmpty();
  }

  @Test
  void givesTruePercentiles() {
    for (int step : new int[] {10, 300}) {
      Kind kind = AgentKind.KIND;
      Series lines =
          history.series(
              new SeriesQuery(
                  kind,
                  List.of(
                      Line.parse(kind, "tick_duration_us:p50"),
                      Line.parse(kind, "tick_duration_us:p99")),
                  Map.of(),
                  "",
                  START,
                  START + 600,
                  step));
      assertThat(lines.values().get("")[0][0]).isEqualTo(Histogram.middle(8));
      assertThat(lines.values().get("")[1][0]).isEqualTo(Histogram.middle(80));
    }
  }

  @Test
  void ranks() {
    Top top =
        new Top(
            ContainerKind.KIND,
            Line.of(ContainerKind.CPU_USAGE),
            List.of("pod", "node"),
            Map.of(),
            START,
            START + 100,
            10);
    assertThat(history.top(top))
        .containsExactly(
            new Top.Row(List.of("p", "n"), 1_500_000), new Top.Row(List.of(HOSTILE, "n"), 250_000));
  }

  @Test
  void refusesWhatMakesNoSense() {
    Kind kind = ContainerKind.KIND;
    assertThatThrownBy(() -> Line.parse(kind, "cpu_usage_us) FROM x --"))
        .hasMessageContaining("expected: a column of container");
    assertThatThrownBy(() -> Line.parse(kind, "cpu_usage_us:p99")).hasMessageContaining("expected");
    assertThatThrownBy(() -> series(List.of("cpu_usage_us"), Map.of("1=1", "x"), "", 60))
        .hasMessageContaining("label: 1=1");
    assertThatThrownBy(() -> series(List.of("cpu_usage_us"), Map.of(), "", 1))
        .hasMessageContaining("300 points");
    assertThat(SeriesQuery.step(0, 86_400, 300, 5)).isEqualTo(300);
    assertThat(SeriesQuery.step(0, 3600, 300, 5)).isEqualTo(15);
  }
}
