package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import java.util.List;

/** Persistent volumes. */
final class PersistentVolumeMetrics {
  private static final List<String> PHASES =
      List.of("Pending", "Available", "Bound", "Released", "Failed");

  private PersistentVolumeMetrics() {}

  static void points(VolumeRecord volume, Subject subject, Points out) {
    out.states(K8sMetrics.PV_PHASE, subject, PHASES, volume.phase());
    out.given(K8sMetrics.PV_CAPACITY, subject, volume.capacity());
  }

  static EntityState entity(VolumeRecord volume) {
    return Attributes.of("k8s.persistentvolume", volume.meta())
        .with("k8s.persistentvolume.status.phase", volume.phase())
        .with("k8s.storageclass.name", volume.storageClass())
        .entity(volume.meta(), List.of());
  }
}
