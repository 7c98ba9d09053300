package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import java.util.ArrayList;
import java.util.List;

/** Claims without a volume, and volumes that failed. */
final class SickVolumes {
  private SickVolumes() {}

  static List<Ailment> of(ClusterView view) {
    List<Ailment> out = new ArrayList<>();
    for (VolumeRecord claim : view.claims()) {
      if (claim.phase().equals("Pending")) {
        out.add(pending(claim));
      } else if (claim.phase().equals("Lost")) {
        out.add(
            ailment(
                claim,
                Severity.CRITICAL,
                "Claim " + claim.meta().name() + " lost its volume " + claim.volume(),
                Amounts.NONE,
                "Its data is gone from the cluster's view: look for the volume, or make it anew"));
      }
    }
    for (VolumeRecord volume : view.volumes()) {
      if (volume.phase().equals("Failed")) {
        out.add(
            ailment(
                volume,
                Severity.WARNING,
                "Volume " + volume.meta().name() + " could not be reclaimed",
                Amounts.NONE,
                "Delete it and its storage by hand"));
      }
    }
    return out;
  }

  private static Ailment pending(VolumeRecord claim) {
    String size = claim.requested() == Amounts.NONE ? "" : " of " + Sizes.bytes(claim.requested());
    return ailment(
        claim,
        Severity.WARNING,
        "Claim "
            + claim.meta().name()
            + size
            + " has no volume"
            + (claim.storageClass().isEmpty()
                ? " and names no storage class"
                : " of storage class " + claim.storageClass()),
        claim.meta().createdMs(),
        "Look whether the class exists and its provisioner runs; some wait for the first pod");
  }

  private static Ailment ailment(
      VolumeRecord of, Severity severity, String what, long sinceMs, String remedy) {
    return new Ailment(
        severity,
        of.meta().kind(),
        of.meta().namespace(),
        of.meta().name(),
        of.meta().uid(),
        "",
        "",
        of.phase(),
        of.phase(),
        what,
        sinceMs,
        remedy,
        1);
  }
}
