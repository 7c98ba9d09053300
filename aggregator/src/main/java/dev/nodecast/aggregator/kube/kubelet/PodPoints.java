package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Group pod. */
final class PodPoints {
  private PodPoints() {}

  static void add(
      Points out, Scrape scrape, Subject subject, Summary.Pod pod, Optional<PodRecord> record) {
    Summary.Usage usage = pod.usage();
    double cores = scrape.rates().cores("pod/" + pod.uid(), usage.cpu());
    UsagePoints.add(out, KubeletMetrics.POD, subject, usage, cores, scrape.nowMs());
    UsagePoints.network(
        out,
        KubeletMetrics.POD_NETWORK_IO,
        KubeletMetrics.POD_NETWORK_ERRORS,
        subject,
        pod.network(),
        scrape.settings().allPodInterfaces());
    List<ContainerRecord> containers =
        record.map(PodRecord::containers).orElse(List.of()).stream()
            .filter(ContainerRecord::own)
            .toList();
    UsagePoints.shares(
        out,
        KubeletMetrics.POD_SHARE,
        subject,
        cores,
        usage.memory().usage(),
        sum(containers, ContainerRecord::requests),
        sum(containers, ContainerRecord::limits),
        scrape.node().capacity());
  }

  private static Amounts sum(
      List<ContainerRecord> containers, Function<ContainerRecord, Amounts> amounts) {
    List<Amounts> each = containers.stream().map(amounts).toList();
    return new Amounts(
        sum(each, Amounts::cpuMillis),
        sum(each, Amounts::memory),
        Amounts.NONE,
        Amounts.NONE,
        Amounts.NONE);
  }

  /** The pod has none as soon as one container goes without: that one is not held to any. */
  private static long sum(List<Amounts> each, ToLongFunction<Amounts> amount) {
    boolean all =
        each.stream().mapToLong(amount).allMatch(value -> value != Amounts.NONE && value > 0);
    return all && !each.isEmpty() ? each.stream().mapToLong(amount).sum() : Amounts.NONE;
  }
}
