package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Bounds;

/** Sums of what pods ask for and may take, of a node or of the cluster, while they are counted. */
final class KubeRoom {
  double cpuRequests;
  double cpuLimits;
  double memoryRequests;
  double memoryLimits;
  int pods;

  /** What has no limit adds none: the sum is of those that have one. */
  void add(Bounds of) {
    pods++;
    cpuRequests += zero(of.cpuRequestCores());
    cpuLimits += zero(of.cpuLimitCores());
    memoryRequests += zero(of.memoryRequestBytes());
    memoryLimits += zero(of.memoryLimitBytes());
  }

  private static double zero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
