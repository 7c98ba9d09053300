package dev.nodecast.bench;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.bench.run.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bytes on disk for each row of {@code k8s_metric}, and how many rows a second are stored. Seven of
 * twelve metrics of a pod are what was asked for or what state it is in, and hardly change; five
 * are what the kubelet measures.
 */
final class StoreCluster implements Benchmark {
  private static final int PODS = 2_000;
  private static final int COLLECTIONS = 180;
  private static final int INTERVAL_MS = 10_000;

  private static final List<String> STEADY =
      List.of(
          "k8s.pod.phase",
          "k8s.container.ready",
          "k8s.container.restarts",
          "k8s.container.cpu_request",
          "k8s.container.cpu_limit",
          "k8s.container.memory_request",
          "k8s.container.memory_limit");
  private static final List<String> MEASURED =
      List.of(
          "container.cpu.usage",
          "container.cpu.time",
          "container.memory.usage",
          "container.memory.working_set",
          "container.memory.rss");

  @Override
  public String name() {
    return "store.cluster";
  }

  @Override
  public void run(Report report) throws Exception {
    report.note(
        PODS
            + " pods of a container, "
            + (STEADY.size() + MEASURED.size())
            + " metrics each, half an hour of collections of 10 s");
    // Within one day, so that there is one partition.
    long startMs = System.currentTimeMillis() / 86_400_000 * 86_400_000 - 86_400_000 / 2;
    try (StoreUnderTest store = new StoreUnderTest("cluster", 1L << 30)) {
      ClusterStore cluster = store.cluster();
      List<Subject> pods = pods();
      Random random = new Random(1);
      double[] time = new double[PODS];
      long rows = 0;
      long began = System.nanoTime();
      for (int i = 0; i < COLLECTIONS; i++) {
        List<MetricPoint> points = collection(pods, time, random);
        Await.until(
            "room",
            Duration.ofMinutes(2),
            Duration.ofMillis(2),
            () -> cluster.status().pendingBytes() < ClusterStore.DEFAULT_LIMIT / 2);
        cluster.points("k8s_cluster", startMs + (long) i * INTERVAL_MS, points);
        rows += points.size();
      }
      Await.until("all stored", Duration.ofMinutes(2), () -> cluster.status().pendingRows() == 0);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (!cluster.status().dropped().isEmpty()) {
        throw new IllegalStateException("dropped: " + cluster.status().dropped());
      }
      report.figure(name() + ".insert", rows / seconds, "rows/s", Target.atLeast(100_000));
      report.figure(name() + ".running", bytes(store), "B/row");
      store.sql().text("OPTIMIZE TABLE nodecast.k8s_metric FINAL");
      report.figure(name() + ".merged", bytes(store), "B/row", Target.atMost(4));
    }
  }

  private static double bytes(StoreUnderTest store) throws Exception {
    long[] size = store.size("k8s_metric");
    return (double) size[1] / size[0];
  }

  private static List<Subject> pods() {
    List<Subject> out = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      String workload = "workload-" + i / 10;
      String pod = workload + "-5f7c9d8b64-" + Integer.toString(i * 7919 + 50_000, 36);
      String uid = new java.util.UUID(i * 0x9E3779B97F4A7C15L, i * 0xC2B2AE3D27D4EB4FL).toString();
      String node = "node-" + i % 40;
      out.add(
          new Subject(
              "container",
              "team-" + i / 100,
              "main",
              uid,
              node,
              "Deployment",
              workload,
              pod,
              "main"));
    }
    return out;
  }

  private static List<MetricPoint> collection(List<Subject> pods, double[] time, Random random) {
    List<MetricPoint> out = new ArrayList<>(pods.size() * (STEADY.size() + MEASURED.size()));
    for (int i = 0; i < pods.size(); i++) {
      Subject pod = pods.get(i);
      for (int m = 0; m < STEADY.size(); m++) {
        out.add(point(STEADY.get(m), pod, m == 2 && i % 97 == 0 ? random.nextInt(3) : m * 128));
      }
      boolean idle = i % 10 < 6;
      double cores = idle ? 0.001 * random.nextInt(3) : 0.2 + 0.1 * random.nextGaussian();
      time[i] += 10 * Math.max(0, cores);
      double memory = 4096 * (20_000 + i + (idle ? 0 : random.nextInt(2_000)));
      out.add(point(MEASURED.get(0), pod, cores));
      out.add(point(MEASURED.get(1), pod, time[i]));
      out.add(point(MEASURED.get(2), pod, memory));
      out.add(point(MEASURED.get(3), pod, memory * 0.75));
      out.add(point(MEASURED.get(4), pod, memory * 0.5));
    }
    return out;
  }

  private static MetricPoint point(String name, Subject subject, double value) {
    K8sMetric metric = new K8sMetric(name, "1", K8sMetric.Type.GAUGE, List.of(), true, "");
    return new MetricPoint(metric, subject, Map.of(), value);
  }
}
