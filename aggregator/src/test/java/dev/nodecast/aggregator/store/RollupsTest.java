package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RollupsTest {
  /** 2026-11-20 22:58:00 UTC. */
  private static final long START = 1_795_215_480L;

  @TempDir static Path directory;
  private static Engine engine;
  private final Map<String, Long> acked = new ConcurrentHashMap<>();
  private final Random random = new Random(3);
  private long now = START;
  private long seq;

  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    new Schema(engine.database, new Ddl(""), Engine.PERIODS).apply();
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @BeforeEach
  void clear() {
    engine.clear();
  }

  private Rollups rollups() {
    return new Rollups(engine.database, Engine.all(), 7 * 86_400L, () -> now * 1000);
  }

  /** Windows of two containers and the agent for {@code [from, to)}. */
  private void store(Rollups rollups, String node, long from, long to) {
    Committer committer = engine.committer(engine.server.url().toString(), rollups);
    committer.listener((n, boot, seq) -> acked.put(n, seq));
    Engine.until("ready", committer::ready);
    for (long at = from; at < to; at += 5) {
      seq++;
      Rows containers = new Rows("container", 2).label("pod", 0, "a").label("pod", 1, "b");
      for (int i = 0; i < 2; i++) {
        containers.value("cpu_usage_us", i, random.nextInt(5_000_000));
        if (random.nextInt(3) > 0) {
          long value = random.nextInt(1000) * 4096L;
          containers.value("memory_current", i, value).max("memory_current", i, value + 4096);
          containers.value("cpu_limit", i, random.nextInt(4000));
        }
      }
      Rows agent =
          new Rows("agent", 1)
              .text("version", 0, at % 2 == 0 ? "v" + at : "")
              .histogram(
                  "tick_duration_us",
                  0,
                  new int[] {random.nextInt(5), 5 + random.nextInt(90)},
                  new long[] {1 + random.nextInt(9), 1});
      Window window = Rows.window(node, "boot", at, seq, containers, agent, Rows.node(1));
      Engine.until("room", () -> committer.offer(window));
    }
    long last = seq;
    Engine.until("commit", () -> acked.getOrDefault(node, 0L) == last);
    committer.close();
  }

  /** Every aggregate of a rollup beside the same computed from the raw rows at once. */
  private void matchesRaw(Resolution resolution) {
    String start = resolution == Resolution.MINUTE ? "toStartOfMinute(ts)" : "toStartOfHour(ts)";
    List<String> raw =
        engine.texts(
            "SELECT ("
                + start
                + " AS t, node, pod, count(), sum(frames), sum(cpu_usage_us), max(cpu_usage_us),"
                + " argMaxIf(memory_current, seq, memory_current IS NOT NULL),"
                + " min(memory_current), max(memory_current_max), sum(memory_current),"
                + " count(memory_current), round(sum(cpu_limit), 2)) AS x FROM nodecast.container"
                + " GROUP BY t, node, pod ORDER BY t, node, pod");
    List<String> rolled =
        engine.texts(
            "SELECT (ts, node, pod, windows, frames, cpu_usage_us, cpu_usage_us_max,"
                + " memory_current, memory_current_min, memory_current_max, memory_current_sum,"
                + " memory_current_windows, round(cpu_limit_sum, 2)) AS x FROM nodecast.container"
                + resolution.suffix()
                + " FINAL ORDER BY ts, node, pod");
    assertThat(rolled).isEqualTo(raw).isNotEmpty();
    List<String> histograms =
        engine.texts(
            "SELECT (m.1, m.2, v) AS x FROM (SELECT "
                + start
                + " AS t, node, sumMap(tick_duration_us_buckets, tick_duration_us_counts) AS m,"
                + " argMaxIf(version, seq, version != '') AS v FROM nodecast.agent"
                + " GROUP BY t, node ORDER BY t, node)");
    assertThat(
            engine.texts(
                "SELECT (tick_duration_us_buckets, tick_duration_us_counts, version) AS x FROM"
                    + " nodecast.agent"
                    + resolution.suffix()
                    + " FINAL ORDER BY ts, node"))
        .isEqualTo(histograms);
  }

  @Test
  void areWhatTheRawRowsSayAlsoAfterLateRows() {
    Rollups rollups = rollups();
    store(rollups, "n1", START, START + 240);
    now = START + 300;
    rollups.tick();
    rollups.rollHours(now);
    matchesRaw(Resolution.MINUTE);
    matchesRaw(Resolution.HOUR);
    long repaired = rollups.status().repaired();
    // A node that was cut off comes with rows of the same minutes; so does n1, with a cut window.
    store(rollups, "n2", START + 60, START + 180);
    store(rollups, "n1", START + 235, START + 240);
    rollups.tick();
    rollups.rollHours(now);
    matchesRaw(Resolution.MINUTE);
    matchesRaw(Resolution.HOUR);
    assertThat(rollups.status().repaired()).as("found without a reconcile").isEqualTo(repaired);
  }

  @Test
  void waitForAMinuteToBeOver() {
    Rollups rollups = rollups();
    store(rollups, "n1", START, START + 90);
    now = START + 95;
    rollups.tick();
    assertThat(engine.texts("SELECT DISTINCT ts AS x FROM nodecast.container_1m FINAL"))
        .containsExactly("2026-11-20 22:58:00");
  }

  @Test
  void findWhatACrashForgot() throws Exception {
    store(rollups(), "n1", START, START + 240);
    now = START + 300;
    Rollups afterCrash = rollups();
    ProcessHandle.of(engine.server.state().pid()).orElseThrow().destroyForcibly();
    afterCrash.tick();
    assertThat(afterCrash.status().lastError()).as("nobody is there").isNotEmpty();
    Engine.until(
        "rolled after the engine is back",
        () -> {
          afterCrash.tick();
          return afterCrash.status().lastError().isEmpty();
        });
    afterCrash.rollHours(now);
    assertThat(afterCrash.status().repaired()).isPositive();
    matchesRaw(Resolution.MINUTE);
    matchesRaw(Resolution.HOUR);
    long before = afterCrash.status().statements();
    Rollups again = rollups();
    again.tick();
    again.rollHours(now);
    assertThat(again.status().repaired()).as("nothing differs any more").isZero();
    assertThat(again.status().statements()).isZero();
    assertThat(before).isPositive();
  }

  @Test
  void keepFullMinutesWhenRawRowsWentAway() {
    Rollups rollups = rollups();
    store(rollups, "n1", START, START + 60);
    now = START + 100;
    rollups.tick();
    List<String> full = engine.texts("SELECT windows AS x FROM nodecast.container_1m FINAL");
    engine.database.execute("TRUNCATE TABLE nodecast.container");
    store(rollups, "n1", START + 10, START + 15);
    rollups.tick();
    assertThat(engine.texts("SELECT windows AS x FROM nodecast.container_1m FINAL"))
        .isEqualTo(full)
        .containsOnly("12");
  }
}
