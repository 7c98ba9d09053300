package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of pods and nodes over what kernel programs see, raw and by the minute. */
final class KernelHistoryTest {
  /** 2026-11-20 22:00:00 UTC. */
  private static final long START = 1_795_212_000L;

  private static final int SECONDS = 300;

  @TempDir static Path directory;
  private static Engine engine;
  private static History history;

  /**
   * Five minutes: two containers of pod uid-1, one of uid-2 and the rest of the machine, each with
   * histograms of its own.
   */
  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    AtomicLong acked = new AtomicLong();
    long now = START + SECONDS + 60;
    Rollups rollups = new Rollups(engine.database, Engine.all(), 7 * 86_400L, () -> now * 1000);
    Committer committer = engine.committer(engine.server.url().toString(), rollups);
    committer.listener((node, boot, seq) -> acked.set(seq));
    Engine.until("ready", committer::ready);
    for (long at = START; at < START + SECONDS; at += 5) {
      Window window = Rows.window("n", "b", at, at, containers(), peers(), Rows.node(1));
      Engine.until("room", () -> committer.offer(window));
    }
    Engine.until("commit", () -> acked.get() == START + SECONDS - 5);
    committer.close();
    rollups.tick();
    history = new History(engine.database, 5, Engine.PERIODS, () -> now * 1000);
  }

  private static Rows containers() {
    String[][] labels = {{"uid-1", "web"}, {"uid-1", "proxy"}, {"uid-2", "main"}, {"", "~host"}};
    Rows rows = new Rows("container_kernel", labels.length);
    for (int i = 0; i < labels.length; i++) {
      rows.label("pod_uid", i, labels[i][0])
          .label("container", i, labels[i][1])
          .value("forks", i, 5L << i)
          .histogram("run_queue_latency_us", i, new int[] {10 * (i + 1)}, new long[] {100})
          .value("tcp_open", i, 2)
          .max("tcp_open", i, 3);
    }
    return rows;
  }

  private static Rows peers() {
    return new Rows("container_tcp_peer", 2)
        .label("pod_uid", 0, "uid-1")
        .label("direction", 0, "out")
        .label("peer_address", 0, "10.0.0.9")
        .label("port", 0, "443")
        .value("sent_bytes", 0, 5_000)
        .histogram("rtt_us", 0, new int[] {16, 80}, new long[] {95, 5})
        .label("pod_uid", 1, "uid-1")
        .label("direction", 1, "out")
        .label("peer_address", 1, "~other")
        .label("port", 1, "0")
        .value("sent_bytes", 1, 10_000);
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  private static Map<String, double[][]> series(
      Kind kind, Map<String, String> where, String by, int step, String... lines) {
    return history
        .series(
            new SeriesQuery(
                kind,
                Arrays.stream(lines).map(line -> Line.parse(kind, line)).toList(),
                where,
                by,
                START,
                START + SECONDS,
                step))
        .values();
  }

  @Test
  void quantilesAreOfAllValuesOfAPodOrANode() {
    String[] lines = {
      "run_queue_latency_us:p50",
      "run_queue_latency_us:p90",
      "run_queue_latency_us:p95",
      "run_queue_latency_us:p99",
      "forks"
    };
    for (int step : new int[] {10, 60}) {
      double[][] pod =
          series(ContainerKernelKind.KIND, Map.of("pod_uid", "uid-1"), "", step, lines).get("");
      assertThat(pod[0][0]).isEqualTo(Histogram.middle(10));
      assertThat(pod[3][0]).isEqualTo(Histogram.middle(20));
      assertThat(pod[4][0]).isEqualTo(3, within(0.001));
      double[][] node =
          series(ContainerKernelKind.KIND, Map.of("node", "n"), "", step, lines).get("");
      assertThat(node[0][0]).isEqualTo(Histogram.middle(20));
      assertThat(node[1][0]).isEqualTo(Histogram.middle(40));
      assertThat(node[2][0]).isEqualTo(Histogram.middle(40));
      assertThat(node[3][0]).isEqualTo(Histogram.middle(40));
      assertThat(node[4][0]).as("with the rest of the machine").isEqualTo(15, within(0.001));
    }
  }

  @Test
  void gaugesAndHistogramsMayBeAskedForTogether() {
    double[][] node =
        series(
                ContainerKernelKind.KIND,
                Map.of("node", "n"),
                "",
                60,
                "tcp_open",
                "tcp_open:max",
                "run_queue_latency_us:p50",
                "forks")
            .get("");
    assertThat(node[0][0]).isEqualTo(8);
    assertThat(node[1][0]).isEqualTo(12);
    assertThat(node[2][0]).isEqualTo(Histogram.middle(20));
    assertThat(node[3][0]).isEqualTo(15, within(0.001));
  }

  @Test
  void peersAreApartByAddress() {
    Map<String, double[][]> by =
        series(
            ContainerTcpPeerKind.KIND,
            Map.of("pod_uid", "uid-1", "direction", "out"),
            "peer_address",
            60,
            "sent_bytes",
            "rtt_us:p95",
            "rtt_us:p99");
    assertThat(by).containsOnlyKeys("10.0.0.9", ContainerTcpPeerKind.OTHER);
    assertThat(by.get("10.0.0.9")[0][0]).isEqualTo(1_000, within(0.001));
    assertThat(by.get("10.0.0.9")[1][0]).isEqualTo(Histogram.middle(16));
    assertThat(by.get("10.0.0.9")[2][0]).isEqualTo(Histogram.middle(80));
    assertThat(by.get(ContainerTcpPeerKind.OTHER)[0][0]).isEqualTo(2_000, within(0.001));
    assertThat(by.get(ContainerTcpPeerKind.OTHER)[2][0]).isNaN();
  }
}
