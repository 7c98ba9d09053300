package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.Subject;
import java.util.List;
import java.util.Map;

/** Group volume; a volume that is a claim says which. */
final class VolumePoints {
  private static final String CLAIM = "k8s.persistentvolumeclaim.name";

  private VolumePoints() {}

  static void add(Points out, Subject pod, List<Summary.Volume> volumes) {
    for (Summary.Volume volume : volumes) {
      Subject subject =
          new Subject(
              "volume",
              pod.namespace(),
              volume.name(),
              "",
              pod.node(),
              pod.workloadKind(),
              pod.workload(),
              pod.pod(),
              "");
      Map<String, String> claim =
          volume.claim().isEmpty() ? Map.of() : Map.of(CLAIM, volume.claim());
      Summary.FileSystem files = volume.files();
      out.add(KubeletMetrics.VOLUME_AVAILABLE, subject, claim, files.available());
      out.add(KubeletMetrics.VOLUME_CAPACITY, subject, claim, files.capacity());
      out.add(KubeletMetrics.VOLUME_INODES, subject, claim, files.inodes());
      out.add(KubeletMetrics.VOLUME_INODES_FREE, subject, claim, files.inodesFree());
      out.add(KubeletMetrics.VOLUME_INODES_USED, subject, claim, files.inodesUsed());
      out.add(KubeletMetrics.POD_VOLUME_USAGE, subject, claim, files.used());
    }
  }
}
