package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.Subject;
import java.util.Map;
import java.util.TreeMap;

/** Group volume; a volume that is a claim says which, and what the claim is bound to. */
final class VolumePoints {
  private static final String CLAIM_TYPE = "persistentVolumeClaim";

  private VolumePoints() {}

  static void add(Points out, Scrape scrape, Subject pod, Summary.Pod summary) {
    for (Summary.Volume volume : summary.volumes()) {
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
      Map<String, String> what = what(scrape, summary, volume);
      Summary.FileSystem files = volume.files();
      out.add(KubeletMetrics.VOLUME_AVAILABLE, subject, what, files.available());
      out.add(KubeletMetrics.VOLUME_CAPACITY, subject, what, files.capacity());
      out.add(KubeletMetrics.VOLUME_INODES, subject, what, files.inodes());
      out.add(KubeletMetrics.VOLUME_INODES_FREE, subject, what, files.inodesFree());
      out.add(KubeletMetrics.VOLUME_INODES_USED, subject, what, files.inodesUsed());
      out.add(KubeletMetrics.POD_VOLUME_USAGE, subject, what, files.used());
    }
  }

  private static Map<String, String> what(Scrape scrape, Summary.Pod pod, Summary.Volume volume) {
    Map<String, String> what = new TreeMap<>();
    ToldPod told = scrape.told().get(pod.uid());
    String type = told == null ? "" : told.volumeTypes().getOrDefault(volume.name(), "");
    String claim = volume.claim();
    put(what, KubeletMetrics.VOLUME_TYPE, type.isEmpty() && !claim.isEmpty() ? CLAIM_TYPE : type);
    put(what, KubeletMetrics.CLAIM, claim);
    if (!claim.isEmpty()) {
      scrape
          .claims()
          .find(pod.namespace(), claim, scrape.nowMs())
          .ifPresent(
              bound -> {
                put(what, KubeletMetrics.PERSISTENT_VOLUME, bound.volume());
                put(what, KubeletMetrics.STORAGE_CLASS, bound.storageClass());
              });
    }
    return what;
  }

  private static void put(Map<String, String> what, String name, String value) {
    if (!value.isEmpty()) {
      what.put(name, value);
    }
  }
}
