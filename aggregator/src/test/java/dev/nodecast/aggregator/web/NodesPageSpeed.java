package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.web.Dashboard;
import dev.nodecast.web.WebAnswer;
import dev.nodecast.web.WebRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Measures the nodes page's fragment with 1,000 nodes and 100,000 pods in memory: each round all
 * nodes send a tick, the picture is made as its own thread makes it, and one poller asks. Run by
 * hand or by the benchmarks; prints {@code name value unit} lines.
 */
public final class NodesPageSpeed {
  private static final int NODES = 1_000;
  private static final int PODS = 100;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 100;

  private NodesPageSpeed() {}

  public static void main(String[] args) throws Exception {
    LiveState live = new LiveState(NODES, 1_000_000);
    Random random = new Random(1);
    List<TestingAgent> agents = new ArrayList<>();
    for (int n = 0; n < NODES; n++) {
      agents.add(agent(live, n));
    }
    Clock clock = Clock.systemUTC();
    IngestCounters counters = new IngestCounters();
    SelfMetrics self = new SelfMetrics("1", Path.of("/proc"), counters, clock);
    double[] millis = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] pictures = new double[ROUNDS];
    int largest = 0;
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
      long tick = 0;
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (TestingAgent agent : agents) {
          change(agent, random);
          agent.tick(clock.millis());
        }
        long before = System.nanoTime();
        Present present = data.pictures.now();
        long cpuStart = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        WebAnswer answer =
            dashboard.answer(new WebRequest("/live/nodes", "sort=-cpu&tick=" + tick, "", ""));
        long end = System.nanoTime();
        tick = present.tick().number();
        if (round >= 0) {
          pictures[round] = (start - before) / 1e6;
          millis[round] = (end - start) / 1e6;
          cpu[round] = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e6;
          largest = Math.max(largest, packed(answer.body()));
        }
      }
    }
    Arrays.sort(millis);
    Arrays.sort(cpu);
    Arrays.sort(pictures);
    print("nodes_page_fragment_p50", millis[ROUNDS / 2], "ms");
    print("nodes_page_fragment_p99", millis[ROUNDS * 99 / 100], "ms");
    // What it would be on a machine that does nothing else.
    print("nodes_page_fragment_cpu_p99", cpu[ROUNDS * 99 / 100], "ms");
    print("nodes_page_fragment_gzip_max", largest / 1e3, "kB");
    print("live_picture_p50", pictures[ROUNDS / 2], "ms");
    print("live_picture_p99", pictures[ROUNDS * 99 / 100], "ms");
  }

  private static TestingAgent agent(LiveState live, int n) throws Exception {
    TestingAgent agent = new TestingAgent(live, "node-" + n);
    agent
        .of(NodeKind.KIND)
        .gauge(NodeKind.CPU_COUNT, 16)
        .gauge(NodeKind.MEMORY_TOTAL, 64L << 30)
        .counter(NodeKind.CPU_IDLE, 12_000);
    agent.of(NodeNetworkKind.KIND, "eth0");
    for (int p = 0; p < PODS; p++) {
      container(agent, n, p)
          .gauge(ContainerKind.MEMORY_LIMIT, 1L << 30)
          .gauge(ContainerKind.MEMORY_WORKING_SET, 100L << 20);
    }
    return agent;
  }

  private static TestingAgent.Values container(TestingAgent agent, int n, int p) {
    String id = n + "-" + p;
    return agent.of(
        ContainerKind.KIND, "ns-" + p % 20, "w-" + p, "pod-" + id, "main", "uid-" + id, id, "", "");
  }

  private static void change(TestingAgent agent, Random random) {
    agent
        .of(NodeKind.KIND)
        .counter(NodeKind.CPU_USER, random.nextInt(4_000))
        .gauge(NodeKind.MEMORY_AVAILABLE, (32L << 30) + random.nextInt(1 << 30))
        .gauge(NodeKind.LOAD_1M, random.nextInt(2_000));
    agent
        .of(NodeNetworkKind.KIND, "eth0")
        .counter(NodeNetworkKind.RX_BYTES, random.nextInt(10_000_000))
        .counter(NodeNetworkKind.TX_BYTES, random.nextInt(10_000_000));
  }

  private static int packed(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.size();
  }

  private static void print(String name, double value, String unit) {
    System.out.printf("%s %.2f %s%n", name, value, unit);
  }
}
