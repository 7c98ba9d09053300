package dev.nodecast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.run.RealPods;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From the birth of a container's process, by the kernel's clock, until the JSON of the pods page
 * has its pod by name with its memory. Real pods on a real cluster whose node is this machine: some
 * one after another, some at once. The agent gets names from the aggregator, which watches.
 */
final class KubeNames implements Benchmark {
  private static final int ALONE = 20;
  private static final int AT_ONCE = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** When the page first had a pod, by its name; Unix milliseconds. */
  private final Map<String, Long> shownMs = new HashMap<>();

  @Override
  public String name() {
    return "kube.names";
  }

  @Override
  public void run(Report report) throws Exception {
    try (RealPods pods = new RealPods("nodecast-bench-names-" + ProcessHandle.current().pid());
        Cluster cluster =
            new Cluster(
                "names",
                "",
                Map.of("NODECAST_KUBECONFIG", pods.kubeconfig(), "NODECAST_LEASE", "false"))) {
      Program agent = cluster.agent(pods.node(), Map.of());
      pods.start("first");
      await(cluster, agent, pods, List.of("first"));
      double[] alone = new double[ALONE];
      for (int i = 0; i < ALONE; i++) {
        alone[i] = seconds(cluster, agent, pods, List.of("alone-" + i))[0];
      }
      report.note(
          ALONE + " pods one after another, then " + AT_ONCE + " at once; load " + Machine.load());
      figures(report, name(), Quantiles.of(alone));
      List<String> burst = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        burst.add("burst-" + i);
      }
      figures(report, name() + ".burst", Quantiles.of(seconds(cluster, agent, pods, burst)));
    }
  }

  private static void figures(Report report, String name, Quantiles of) {
    report.figure(name + ".p50", of.median(), "s");
    report.figure(name + ".p99", of.at(0.99), "s", Target.atMost(2));
  }

  private double[] seconds(Cluster cluster, Program agent, RealPods pods, List<String> names)
      throws IOException, InterruptedException {
    for (String name : names) {
      pods.start(name);
    }
    await(cluster, agent, pods, names);
    double[] seconds = new double[names.size()];
    for (int i = 0; i < seconds.length; i++) {
      long bornMs = ProcessFiles.bornMs(pods.process(names.get(i)));
      seconds[i] = (shownMs.get(names.get(i)) - bornMs) / 1000.0;
    }
    return seconds;
  }

  private void await(Cluster cluster, Program agent, RealPods pods, List<String> names)
      throws IOException, InterruptedException {
    String path = "/api/v1/pods?pageSize=200&namespace=" + pods.namespace();
    Await.until(
        "rows of " + names,
        PATIENCE,
        PAUSE,
        () -> {
          agent.requireAlive();
          for (JsonNode row : JSON.readTree(cluster.text(path)).path("pods")) {
            // What Kubernetes alone knows of is a row too; it has no memory.
            if (row.path("memoryBytes").isNumber()) {
              shownMs.putIfAbsent(row.path("name").asText(), System.currentTimeMillis());
            }
          }
          return shownMs.keySet().containsAll(names);
        });
  }
}
