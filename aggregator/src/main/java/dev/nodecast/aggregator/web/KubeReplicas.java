package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/**
 * How many pods a workload has that are as they should be, and how many it is to have; NaN where
 * its kind has no such number. Of a job that is those that succeeded.
 */
record KubeReplicas(double ready, double desired) {
  static KubeReplicas of(WorkloadRecord of) {
    return switch (of.meta().kind()) {
      case "DaemonSet" -> of(of, "numberReady", "desiredNumberScheduled");
      case "Job" -> of(of, "succeeded", "completions");
      case "CronJob" -> new KubeReplicas(Double.NaN, Double.NaN);
      default -> of(of, "readyReplicas", "replicas");
    };
  }

  private static KubeReplicas of(WorkloadRecord of, String ready, String desired) {
    long wanted = of.number(desired);
    return wanted == Amounts.NONE
        ? new KubeReplicas(Double.NaN, Double.NaN)
        : new KubeReplicas(Math.max(0, of.number(ready)), wanted); // The API leaves out zeros.
  }
}
