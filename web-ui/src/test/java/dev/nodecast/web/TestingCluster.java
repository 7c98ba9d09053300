package dev.nodecast.web;

import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

/** The first page of a made-up cluster. */
final class TestingCluster {
  /** A small curve. */
  interface Spark {
    float[] of(int seed, double top);
  }

  private TestingCluster() {}

  static List<Finding> findings(List<String> names, IntFunction<Health> health) {
    return List.of(
        new Finding(
            Finding.Kind.POD,
            "uid-2-0",
            "postgres-orders-0",
            "shop-data",
            new Health(
                Severity.CRITICAL,
                "OOM-killed 3 times at its 1.00 GiB limit",
                TestingReads.START.minusSeconds(717))),
        new Finding(
            Finding.Kind.POD,
            "uid-3-0",
            "cart-0",
            "shop",
            new Health(Severity.OK, "Recovered", TestingReads.START.minusSeconds(20))),
        new Finding(Finding.Kind.NODE, names.get(2), names.get(2), "", health.apply(2)),
        new Finding(
            Finding.Kind.NODE, names.get(5 % names.size()), "aiworkloadsonly", "", health.apply(5)),
        new Finding(Finding.Kind.AGENT, names.get(1), names.get(1), "", health.apply(1)));
  }

  static ClusterSummary of(Shell shell, List<Finding> findings, Spark spark) {
    return new ClusterSummary(
        shell.nodes(),
        shell.pods(),
        shell.agents(),
        143,
        1204,
        7,
        71.4,
        124,
        422 * Samples.GIB,
        624 * Samples.GIB,
        1.9 * 1024 * Samples.GIB,
        5.6 * 1024 * Samples.GIB,
        609e6,
        598e6,
        96e6,
        211e6,
        spark.of(1, 70),
        spark.of(2, 400),
        spark.of(3, 1200),
        spark.of(4, 300),
        findings,
        (int) findings.stream().filter(one -> one.health().severity() != Severity.OK).count(),
        Instant.EPOCH,
        ClusterRoom.NONE);
  }
}
