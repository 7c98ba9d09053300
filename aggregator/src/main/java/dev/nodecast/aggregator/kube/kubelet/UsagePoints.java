package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.util.Map;

/** What containers, pods and nodes have alike. */
final class UsagePoints {
  private UsagePoints() {}

  static void add(
      Points out, Family family, Subject subject, Summary.Usage usage, double cores, long nowMs) {
    out.addNumber(family.cpuTime(), subject, seconds(usage.cpu()));
    out.addNumber(family.cpuUsage(), subject, cores);
    Summary.Memory memory = usage.memory();
    out.add(family.memoryAvailable(), subject, memory.available());
    out.add(family.memoryUsage(), subject, memory.usage());
    out.add(family.memoryRss(), subject, memory.rss());
    out.add(family.memoryWorkingSet(), subject, memory.workingSet());
    out.add(family.pageFaults(), subject, memory.pageFaults());
    out.add(family.majorPageFaults(), subject, memory.majorPageFaults());
    Summary.FileSystem files = usage.files();
    out.add(family.filesystemAvailable(), subject, files.available());
    out.add(family.filesystemCapacity(), subject, files.capacity());
    out.add(family.filesystemUsage(), subject, files.used());
    if (usage.startMs() != Amounts.NONE) {
      // Two clocks: the start is by the node's.
      out.add(family.uptime(), subject, Math.max(0, nowMs - usage.startMs()) / 1000);
    }
  }

  static void network(
      Points out,
      K8sMetric io,
      K8sMetric errors,
      Subject subject,
      Summary.Network network,
      boolean all) {
    for (Summary.Interface link : all ? network.all() : network.byDefault()) {
      out.add(io, subject, attributes(link, "receive"), link.rxBytes());
      out.add(io, subject, attributes(link, "transmit"), link.txBytes());
      out.add(errors, subject, attributes(link, "receive"), link.rxErrors());
      out.add(errors, subject, attributes(link, "transmit"), link.txErrors());
    }
  }

  /**
   * Shares of a container or pod.
   *
   * @param cores used; NaN when unknown
   * @param requests all {@code NONE} where not known
   */
  static void shares(
      Points out,
      Share share,
      Subject subject,
      double cores,
      long memory,
      Amounts requests,
      Amounts limits,
      Amounts node) {
    double bytes = Points.number(memory);
    out.addShare(share.cpuLimit(), subject, cores, cores(limits));
    out.addShare(share.cpuRequest(), subject, cores, cores(requests));
    out.addShare(share.memoryLimit(), subject, bytes, Points.number(limits.memory()));
    out.addShare(share.memoryRequest(), subject, bytes, Points.number(requests.memory()));
    out.addShare(share.cpuNode(), subject, cores, cores(node));
    out.addShare(share.memoryNode(), subject, bytes, Points.number(node.memory()));
  }

  static double seconds(Summary.Cpu cpu) {
    return Points.number(cpu.usedNs()) / 1e9;
  }

  private static double cores(Amounts amounts) {
    return Points.number(amounts.cpuMillis()) / 1000;
  }

  private static Map<String, String> attributes(Summary.Interface link, String direction) {
    return Map.of(KubeletMetrics.INTERFACE, link.name(), KubeletMetrics.DIRECTION, direction);
  }
}
