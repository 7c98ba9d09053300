package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.Map;
import java.util.Optional;

/** Group container. The subject's uid is the runtime's id of the container, where it is known. */
final class ContainerPoints {
  private ContainerPoints() {}

  static void add(
      Points out,
      Scrape scrape,
      Subject pod,
      Summary.Container container,
      Optional<PodRecord> record) {
    Optional<ContainerRecord> described = Scrape.container(record, container.name());
    Subject subject =
        new Subject(
            "container",
            pod.namespace(),
            container.name(),
            described.map(ContainerRecord::containerId).orElse(""),
            pod.node(),
            pod.workloadKind(),
            pod.workload(),
            pod.pod(),
            container.name());
    Summary.Usage usage = container.usage();
    // The pod's uid: a container of the same name in the pod's next life begins anew.
    double cores =
        scrape.rates().cores("container/" + pod.uid() + "/" + container.name(), usage.cpu());
    UsagePoints.add(out, KubeletMetrics.CONTAINER, subject, usage, cores, scrape.nowMs());
    UsagePoints.shares(
        out,
        KubeletMetrics.CONTAINER_SHARE,
        subject,
        cores,
        usage.memory().usage(),
        described.map(ContainerRecord::requests).orElse(Amounts.UNKNOWN),
        described.map(ContainerRecord::limits).orElse(Amounts.UNKNOWN),
        scrape.node().capacity());
    storage(out, subject, "rootfs", usage.files());
    storage(out, subject, "logs", container.logs());
  }

  private static void storage(Points out, Subject subject, String which, Summary.FileSystem files) {
    out.add(
        KubeletMetrics.EPHEMERAL_USAGE,
        subject,
        Map.of(KubeletMetrics.FS_TYPE, which),
        files.used());
  }
}
