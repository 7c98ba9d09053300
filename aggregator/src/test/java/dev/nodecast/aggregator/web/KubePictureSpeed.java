package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** How long a picture takes with 100,000 pods that only Kubernetes tells of; run by hand. */
final class KubePictureSpeed {
  private static final int PODS = 100_000;

  private KubePictureSpeed() {}

  public static void main(String[] arguments) {
    TestingCluster cluster = new TestingCluster();
    TestingClock clock = new TestingClock();
    for (int node = 0; node < 1000; node++) {
      cluster.node("n" + node, Map.of("Ready", 1));
    }
    for (int i = 0; i < PODS / 20; i++) {
      cluster.workload(
          TestingCluster.meta("Deployment", "ns" + i % 50, "d" + i, null, clock.millis()),
          Map.of("replicas", 20L, "readyReplicas", 20L));
      OwnerRef owner = new OwnerRef("Deployment", "d" + i, "uid-d" + i);
      cluster.workload(
          TestingCluster.meta("ReplicaSet", "ns" + i % 50, "r" + i, owner, clock.millis()),
          Map.of("replicas", 20L, "readyReplicas", 20L));
    }
    for (int i = 0; i < PODS; i++) {
      OwnerRef owner = new OwnerRef("ReplicaSet", "r" + i % 5000, "uid-r" + i % 5000);
      cluster.pod(
          TestingCluster.meta("Pod", "ns" + i % 50, "p" + i, owner, clock.millis()),
          "n" + i % 1000,
          "Running",
          TestingCluster.running("c" + i));
    }
    PresentMaker maker = new PresentMaker(new LiveState(10, 1000), cluster, clock);
    for (int round = 0; round < 30; round++) {
      long started = cpu();
      Present present = maker.make();
      long made = cpu();
      RowQuery query = new RowQuery("", Sort.HEALTH, false, 0, 50, "", "", Severity.OK, Order.NONE);
      int rows =
          new Listed<>(
                  present.kube().workloads(),
                  line -> true,
                  present.kube().byKey()::get,
                  line -> line.row().key())
              .page(query, (a, b) -> a.row().key().compareTo(b.row().key()), l -> 0, l -> l)
              .rows()
              .size();
      System.out.printf(
          "picture %.1f ms, page of %d workloads %.1f ms%n",
          (made - started) / 1e6, rows, (cpu() - made) / 1e6);
    }
  }

  /** Of this thread: others use the machine, too. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
