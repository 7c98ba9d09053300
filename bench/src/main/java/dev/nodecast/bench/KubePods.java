package dev.nodecast.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.watch.ApiServer;
import dev.nodecast.aggregator.kube.watch.ClusterWatch;
import dev.nodecast.bench.sim.PodApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watching 100,000 pods: heap for each, the first list in pages from a server on loopback, and the
 * CPU that 100 changes a second cost. The server is in this process, so time and CPU are its too.
 */
final class KubePods implements Benchmark {
  private static final int PODS = 100_000;
  private static final int CHANGES = 100;
  private static final int SECONDS = 20;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(5);

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @Override
  public String name() {
    return "kube.pods";
  }

  @Override
  public void run(Report report) throws Exception {
    LongAdder changes = new LongAdder();
    Cluster cluster = new Cluster();
    try (PodApi api = new PodApi(PODS, CHANGES);
        KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(Config.empty())
                        .withMasterUrl(api.url())
                        .withHttp2Disable(true)
                        .build())
                .build()) {
      long before = heap();
      long began = System.nanoTime();
      long cpuBegan = system.getProcessCpuTime();
      try (ClusterWatch watch =
          new ClusterWatch(
              new ApiServer(client),
              cluster,
              List.of(),
              List.of("app", "app.kubernetes.io/name"))) {
        while (!cluster.synced()) {
          TimeUnit.MILLISECONDS.sleep(10);
          if (System.nanoTime() - began > PATIENCE) {
            throw new IllegalStateException("not synced: " + cluster.problems());
          }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = (system.getProcessCpuTime() - cpuBegan) / 1e9;
        if (cluster.pods().size() != PODS) {
          throw new IllegalStateException(cluster.pods().size() + " pods (expected: " + PODS + ")");
        }
        report.note(
            PODS
                + " pods, "
                + (api.listedBytes() >> 20)
                + " MiB of JSON in pages of 500; CPU with the server's "
                + Report.digits(cpu)
                + " s; load "
                + Machine.load());
        report.figure(name() + ".sync", seconds, "s");
        report.figure(
            name() + ".heap", (heap() - before) / (double) PODS, "B/pod", Target.atMost(4096));
        cluster.listen((meta, was, now) -> changes.increment());
        long cpuBefore = system.getProcessCpuTime();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(SECONDS);
        double passed = (System.nanoTime() - start) / 1e9;
        double cores = (system.getProcessCpuTime() - cpuBefore) / 1e9 / passed;
        report.note("CPU with the server's, which makes each changed pod");
        report.figure(name() + ".changes", changes.sum() / passed, "1/s");
        report.figure(name() + ".changes.cpu", 100 * cores, "%core");
      }
    }
  }

  private static long heap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
