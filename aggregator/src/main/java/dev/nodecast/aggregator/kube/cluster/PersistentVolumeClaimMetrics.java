package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import java.util.List;

/** Claims on persistent volumes. */
final class PersistentVolumeClaimMetrics {
  private static final List<String> PHASES = List.of("Pending", "Bound", "Lost");

  private PersistentVolumeClaimMetrics() {}

  static void points(VolumeRecord claim, Subject subject, Points out) {
    out.states(K8sMetrics.PVC_PHASE, subject, PHASES, claim.phase());
    out.given(K8sMetrics.PVC_REQUEST, subject, claim.requested());
    if (!claim.phase().equals("Pending")) {
      out.given(K8sMetrics.PVC_CAPACITY, subject, claim.capacity());
    }
  }

  static EntityState entity(VolumeRecord claim, Links links) {
    return Attributes.of("k8s.persistentvolumeclaim", claim.meta())
        .with("k8s.namespace.name", claim.meta().namespace())
        .with("k8s.persistentvolumeclaim.status.phase", claim.phase())
        .with("k8s.persistentvolume.name", claim.volume())
        .with("k8s.storageclass.name", claim.storageClass())
        .entity(claim.meta(), links.of(claim.meta()));
  }
}
