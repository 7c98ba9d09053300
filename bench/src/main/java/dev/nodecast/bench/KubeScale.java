package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.JavaHeap;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.SelfMetrics;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bench.sim.ClusterApi;
import dev.nodecast.bench.sim.InventoryAgents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The whole aggregator, as a pod of 4 GiB runs it, watching 1,000 nodes and 100,000 pods and
 * telling 1,000 agents of theirs. Metrics of the cluster are {@link KubeScaleMetrics}' matter, so
 * that what watching costs is seen.
 */
final class KubeScale implements Benchmark {
  static final int PODS = 100_000;
  static final int CHANGES = 100;

  /** The limit of k8s/base/aggregator.yaml, of which the launcher gives a quarter to the heap. */
  static final String AS_DEPLOYED = "-XX:MaxRAM=4g";

  static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int SECONDS = 30;

  @Override
  public String name() {
    return "kube.scale";
  }

  @Override
  public void run(Report report) throws Exception {
    try (ClusterApi api = new ClusterApi(PODS);
        TempDir directory = new TempDir("scale")) {
      Map<String, String> settings =
          Map.of(
              "NODECAST_KUBECONFIG",
              kubeconfig(directory, api).toString(),
              "NODECAST_KUBELET_STATS",
              "off",
              "NODECAST_CLUSTER_INTERVAL",
              "1h",
              "NODECAST_CLUSTER_METADATA_INTERVAL",
              "0s");
      long began = System.nanoTime();
      try (Cluster cluster = new Cluster("scale", AS_DEPLOYED, settings)) {
        awaitSync(cluster);
        double seconds = (System.nanoTime() - began) / 1e9;
        report.note(
            ClusterApi.NODES
                + " nodes, "
                + PODS
                + " pods, "
                + (api.listedBytes() >> 20)
                + " MiB of lists; from the start of the process; load "
                + Machine.load());
        report.figure(name() + ".sync", seconds, "s");
        report.figure(
            name() + ".sync.cpu", ProcessFiles.cpuSeconds(cluster.aggregator().pid()), "s");
        inventory(report, cluster, api);
      }
    }
  }

  static Path kubeconfig(TempDir directory, ClusterApi api) throws Exception {
    return Files.writeString(directory.path().resolve("kubeconfig"), api.kubeconfig());
  }

  static void awaitSync(Cluster cluster) throws Exception {
    Await.until(
        "sync of " + PODS + " pods",
        PATIENCE,
        () -> {
          cluster.aggregator().requireAlive();
          SelfMetrics now = SelfMetrics.of(cluster);
          return now.of("nodecast_kubernetes_synced") == 1
              && now.of("nodecast_kubernetes_objects{kind=\"Pod\"}") == PODS;
        });
  }

  private void inventory(Report report, Cluster cluster, ClusterApi api) throws Exception {
    long pid = cluster.aggregator().pid();
    report.figure(name() + ".heap.watching", JavaHeap.usedMib(pid), "MiB");
    long began = System.nanoTime();
    try (InventoryAgents agents = new InventoryAgents(cluster.ingestPort(), ClusterApi.NODES)) {
      awaitAll(agents);
      double seconds = (System.nanoTime() - began) / 1e9;
      report.figure(name() + ".inventory", agents.bytes() / (double) PODS, "B/pod");
      report.figure(name() + ".inventory.seconds", seconds, "s");
      double heap = JavaHeap.usedMib(pid);
      report.figure(name() + ".heap", heap, "MiB", Target.atMost(1024));
      report.note("all of it, divided by the pods");
      report.figure(name() + ".heap.pod", heap * 1048576 / PODS, "B/pod", Target.atMost(4096));

      api.changesPerSecond(CHANGES);
      TimeUnit.SECONDS.sleep(10);
      long changes = api.changes();
      long bytes = agents.bytes();
      long told = agents.pods();
      double cpu = ProcessFiles.cpuSeconds(pid);
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      double passed = (System.nanoTime() - start) / 1e9;
      agents.requireAll();
      changes = api.changes() - changes;
      report.note(
          changes
              + " changes of pods, of which agents were told "
              + (agents.pods() - told)
              + " pods; load "
              + Machine.load());
      report.figure(name() + ".changes", changes / passed, "1/s");
      report.figure(
          name() + ".changes.bytes", (agents.bytes() - bytes) / (double) changes, "B/change");
      report.figure(
          name() + ".changes.cpu", 100 * (ProcessFiles.cpuSeconds(pid) - cpu) / passed, "%core");
    }
  }

  /** Until each has been told of all pods of its node. */
  static void awaitAll(InventoryAgents agents) throws Exception {
    Await.until(
        "inventories of all agents",
        PATIENCE,
        () -> {
          agents.requireAll();
          return agents.pods() >= PODS;
        });
  }
}
