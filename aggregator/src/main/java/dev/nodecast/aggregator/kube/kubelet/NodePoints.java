package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.Subject;
import java.util.Map;

/** Group node: the node itself, and the groups of processes that are not pods. */
final class NodePoints {
  private NodePoints() {}

  static void add(Points out, Scrape scrape, Summary.Node node) {
    String name = scrape.node().meta().name();
    Subject subject =
        new Subject("node", "", name, scrape.node().meta().uid(), name, "", "", "", "");
    Summary.Usage usage = node.usage();
    double cores = scrape.rates().cores("", usage.cpu());
    UsagePoints.add(out, KubeletMetrics.NODE, subject, usage, cores, scrape.nowMs());
    UsagePoints.network(
        out,
        KubeletMetrics.NODE_NETWORK_IO,
        KubeletMetrics.NODE_NETWORK_ERRORS,
        subject,
        node.network(),
        scrape.settings().allNodeInterfaces());
    out.add(KubeletMetrics.NODE_INODES, subject, usage.files().inodes());
    out.add(KubeletMetrics.NODE_INODES_FREE, subject, usage.files().inodesFree());
    out.add(KubeletMetrics.NODE_PIDS, subject, node.pids());
    out.add(KubeletMetrics.NODE_PID_LIMIT, subject, node.pidLimit());
    node.systemContainers().forEach(container -> system(out, scrape, subject, container));
  }

  private static void system(
      Points out, Scrape scrape, Subject subject, Summary.Container container) {
    Map<String, String> which = Map.of(KubeletMetrics.SYSTEM_CONTAINER, container.name());
    Summary.Usage usage = container.usage();
    double cores = scrape.rates().cores("system/" + container.name(), usage.cpu());
    out.addNumber(KubeletMetrics.SYSTEM_CPU_TIME, subject, which, UsagePoints.seconds(usage.cpu()));
    out.addNumber(KubeletMetrics.SYSTEM_CPU_USAGE, subject, which, cores);
    out.add(KubeletMetrics.SYSTEM_MEMORY_USAGE, subject, which, usage.memory().usage());
    out.add(KubeletMetrics.SYSTEM_MEMORY_WORKING_SET, subject, which, usage.memory().workingSet());
  }
}
