package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.web.Dashboard;
import dev.nodecast.web.WebAnswer;
import dev.nodecast.web.WebRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Measures a tick of the pages of one pod and of one node with what kernel programs see: 500
 * containers with every column measured and 40 buckets in each histogram, 20 peers each. Run by
 * hand; prints {@code name value unit} lines.
 */
public final class KernelPageSpeed {
  private static final int PODS = 500;
  private static final int PEERS = 20;
  private static final int BUCKETS = 40;
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 50;

  private KernelPageSpeed() {}

  public static void main(String[] args) throws Exception {
    LiveState live = new LiveState(1, 1_000_000);
    TestingAgent agent = new TestingAgent(live, "n1");
    Random random = new Random(1);
    for (int p = 0; p < PODS; p++) {
      String[] labels = {"ns", "w", "pod-" + p, "main", "uid-" + p, "id-" + p};
      String[] container = Arrays.copyOf(labels, 8);
      Arrays.fill(container, 6, 8, "");
      agent.of(ContainerKind.KIND, container).counter(ContainerKind.CPU_USAGE, p);
      fill(agent.of(ContainerKernelKind.KIND, labels), ContainerKernelKind.KIND, random);
      for (int i = 0; i < PEERS; i++) {
        String[] peer = Arrays.copyOf(labels, 9);
        peer[6] = "out";
        peer[7] = "10.0." + p + '.' + i;
        peer[8] = "443";
        fill(agent.of(ContainerTcpPeerKind.KIND, peer), ContainerTcpPeerKind.KIND, random);
      }
    }
    Clock clock = Clock.systemUTC();
    IngestCounters counters = new IngestCounters();
    SelfMetrics self = new SelfMetrics("1", Path.of("/proc"), counters, clock);
    try (DashboardData data =
        new DashboardData(
            "speed",
            live,
            List::of,
            counters,
            new TestingStorage(),
            self,
            KubernetesSource.none(),
            clock)) {
      Dashboard dashboard = new Dashboard(data, clock);
      for (String page : new String[] {"/live/pods/uid-7", "/live/nodes/n1"}) {
        double[] millis = new double[ROUNDS];
        int bytes = 0;
        long tick = 0;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
          agent.tick(clock.millis());
          Present present = data.pictures.now();
          long start = System.nanoTime();
          WebAnswer answer = dashboard.answer(new WebRequest(page, "tick=" + tick, "", ""));
          double took = (System.nanoTime() - start) / 1e6;
          tick = present.tick().number();
          bytes = Math.max(bytes, answer.body().length);
          if (round >= 0) {
            millis[round] = took;
          }
        }
        Arrays.sort(millis);
        System.out.printf("%s_p50 %.2f ms%n", page, millis[ROUNDS / 2]);
        System.out.printf("%s_p99 %.2f ms%n", page, millis[ROUNDS * 99 / 100]);
        System.out.printf("%s_largest %d B%n", page, bytes);
      }
    }
  }

  private static void fill(TestingAgent.Values to, Kind kind, Random random) {
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.COUNTER) {
        to.counter(column, random.nextInt(1_000));
      } else if (column.type() == ColumnType.GAUGE) {
        to.gauge(column, random.nextInt(1_000));
      } else {
        for (int i = 0; i < BUCKETS; i++) {
          to.bucket(column, 40 + i, 1 + random.nextInt(9));
        }
      }
    }
  }
}
