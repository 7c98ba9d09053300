package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.JavaHeap;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.SelfMetrics;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bench.sim.ClusterApi;
import dev.nodecast.bench.sim.InventoryAgents;
import java.util.List;
import java.util.Map;

/**
 * {@link KubeScale} with all metrics that are on by default, of the cluster and of 1,000 kubelets,
 * each 10 s, while pods change, agents are told and people look at pages.
 */
final class KubeScaleMetrics implements Benchmark {
  private static final int INTERVAL_SECONDS = 10;
  private static final int SECONDS = 60;
  private static final int VIEWERS = 40;

  @Override
  public String name() {
    return "kube.scale.metrics";
  }

  @Override
  public void run(Report report) throws Exception {
    try (ClusterApi api = new ClusterApi(KubeScale.PODS);
        TempDir directory = new TempDir("scale")) {
      Map<String, String> settings =
          Map.of("NODECAST_KUBECONFIG", KubeScale.kubeconfig(directory, api).toString());
      try (Cluster cluster = new Cluster("scale", KubeScale.AS_DEPLOYED, settings)) {
        KubeScale.awaitSync(cluster);
        try (InventoryAgents agents = new InventoryAgents(cluster.ingestPort(), ClusterApi.NODES)) {
          KubeScale.awaitAll(agents);
          api.changesPerSecond(KubeScale.CHANGES);
          Await.until(
              "two collections after the first",
              KubeScale.PATIENCE,
              () -> {
                cluster.aggregator().requireAlive();
                return SelfMetrics.of(cluster).of("nodecast_k8s_cluster_collections_total") >= 3;
              });
          measure(report, cluster);
          agents.requireAll();
        }
      }
    }
  }

  private void measure(Report report, Cluster cluster) throws Exception {
    long pid = cluster.aggregator().pid();
    SelfMetrics before = SelfMetrics.of(cluster);
    double cpu = cluster.aggregator().cpuSeconds();
    double own = ProcessFiles.cpuSeconds(pid);
    long began = System.nanoTime();
    for (String page : List.of("/live/nodes", "/live/pods")) {
      PagePolls.Viewers viewers = new PagePolls.Viewers(cluster.url(""), page, VIEWERS);
      PagePolls polls = PagePolls.poll(viewers, SECONDS / 2);
      String figure = name() + page.replace("/live/", ".");
      report.figure(figure + ".p99", Quantiles.of(polls.ms()).at(0.99), "ms");
      report.figure(figure + ".health.p99", Quantiles.of(polls.health()).at(0.99), "ms");
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    SelfMetrics after = SelfMetrics.of(cluster);
    cluster.aggregator().requireAlive();
    own = (ProcessFiles.cpuSeconds(pid) - own) / seconds;
    cpu = (cluster.aggregator().cpuSeconds() - cpu) / seconds;
    Span span = new Span(before, after, seconds);
    stored(report, cluster, span);
    report.note("CPU of the engine for each row of the three tables, merges included");
    report.figure(
        name() + ".row.engine",
        (cpu - own) * seconds * 1e6 / span.grew("nodecast_cluster_rows_total"),
        "us");
    report.figure(name() + ".cpu", 100 * own, "%core");
    report.figure(name() + ".cpu.engine", 100 * (cpu - own), "%core");
    report.figure(name() + ".heap", JavaHeap.usedMib(pid), "MiB", Target.atMost(1024));
  }

  /** What was counted between two moments. */
  private record Span(SelfMetrics before, SelfMetrics after, double seconds) {
    double grew(String name) {
      return after.sum(name) - before.sum(name);
    }
  }

  private void stored(Report report, Cluster cluster, Span span) throws Exception {
    double rows = span.grew("nodecast_cluster_rows_total{table=\"k8s_metric\"}");
    double ofCluster =
        span.grew("nodecast_k8s_cluster_points_total")
            / Math.max(1, span.grew("nodecast_k8s_cluster_collections_total"));
    double ofKubelets =
        ClusterApi.NODES
            * span.grew("nodecast_kubelet_points_total")
            / Math.max(1, span.grew("nodecast_kubelet_scrapes_total"));
    double wanted = (ofCluster + ofKubelets) / INTERVAL_SECONDS;
    report.note(
        Report.digits(ofCluster)
            + " points of the cluster and "
            + Report.digits(ofKubelets)
            + " of kubelets each "
            + INTERVAL_SECONDS
            + " s; in "
            + Report.digits(span.seconds())
            + " s "
            + Report.digits(span.grew("nodecast_k8s_cluster_collections_total"))
            + " collections, skipped "
            + Report.digits(span.grew("nodecast_k8s_cluster_skipped_total"))
            + "; "
            + Report.digits(span.grew("nodecast_kubelet_scrapes_total"))
            + " scrapes, failed "
            + Report.digits(span.grew("nodecast_kubelet_failures_total"))
            + ", late "
            + Report.digits(span.grew("nodecast_kubelet_late_total"))
            + ", held "
            + Report.digits(span.grew("nodecast_kubelet_held_total"))
            + "; load "
            + Machine.load());
    report.figure(name() + ".wanted", wanted, "rows/s");
    report.figure(name() + ".stored", rows / span.seconds(), "rows/s", Target.atLeast(wanted));
    report.figure(
        name() + ".dropped", span.grew("nodecast_cluster_dropped_total"), "rows", Target.atMost(0));
    List<String> size =
        cluster
            .sql()
            .row(
                "SELECT sum(rows), sum(bytes_on_disk) FROM system.parts"
                    + " WHERE active AND database = 'nodecast' AND table = 'k8s_metric'");
    double bytes = Double.parseDouble(size.get(1)) / Double.parseDouble(size.get(0));
    report.note("of some minutes, as the merges left them; store.cluster has what they come to");
    report.figure(name() + ".disk", bytes, "B/row");
  }
}
