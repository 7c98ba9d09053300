package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import java.util.List;
import java.util.stream.Stream;

/** The metrics that containers, pods and nodes have alike, of one of them. */
record Family(
    K8sMetric cpuTime,
    K8sMetric cpuUsage,
    K8sMetric memoryAvailable,
    K8sMetric memoryUsage,
    K8sMetric memoryRss,
    K8sMetric memoryWorkingSet,
    K8sMetric pageFaults,
    K8sMetric majorPageFaults,
    K8sMetric filesystemAvailable,
    K8sMetric filesystemCapacity,
    K8sMetric filesystemUsage,
    K8sMetric uptime) {

  static Family of(String prefix, String whose) {
    return new Family(
        counter(prefix + ".cpu.time", "s", true, "CPU time used by " + whose),
        gauge(prefix + ".cpu.usage", "{cpu}", "Cores used by " + whose + " between two scrapes"),
        gauge(prefix + ".memory.available", "By", "Memory left to " + whose + " under its limit"),
        gauge(prefix + ".memory.usage", "By", "Memory in use by " + whose + ", caches included"),
        gauge(prefix + ".memory.rss", "By", "Anonymous memory of " + whose),
        gauge(
            prefix + ".memory.working_set",
            "By",
            "Memory of " + whose + " without caches that can be dropped"),
        gauge(prefix + ".memory.page_faults", "1", "Page faults of " + whose + " so far"),
        gauge(
            prefix + ".memory.major_page_faults",
            "1",
            "Page faults of " + whose + " so far that read from disk"),
        gauge(prefix + ".filesystem.available", "By", "Space left on the file system of " + whose),
        gauge(prefix + ".filesystem.capacity", "By", "Size of the file system of " + whose),
        gauge(prefix + ".filesystem.usage", "By", "Space used by " + whose),
        counter(prefix + ".uptime", "s", false, "Time since the start of " + whose));
  }

  /** In the order in which points are made. */
  List<K8sMetric> all() {
    return Stream.of(
            cpuTime,
            cpuUsage,
            memoryAvailable,
            memoryUsage,
            memoryRss,
            memoryWorkingSet,
            pageFaults,
            majorPageFaults,
            filesystemAvailable,
            filesystemCapacity,
            filesystemUsage,
            uptime)
        .toList();
  }

  private static K8sMetric gauge(String name, String unit, String help) {
    return new K8sMetric(name, unit, K8sMetric.Type.GAUGE, List.of(), true, help);
  }

  private static K8sMetric counter(String name, String unit, boolean byDefault, String help) {
    return new K8sMetric(name, unit, K8sMetric.Type.COUNTER, List.of(), byDefault, help);
  }
}
