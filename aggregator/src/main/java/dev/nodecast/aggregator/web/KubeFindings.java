package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.cluster.Ailment;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.web.KubePicture.WorkloadLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What Kubernetes says is wrong, as lines of the cluster's page. */
final class KubeFindings {
  private final Present present;

  private KubeFindings(Present present) {
    this.present = present;
  }

  static List<Finding> of(Present present, List<Ailment> ailments) {
    KubeFindings findings = new KubeFindings(present);
    List<Finding> out = new ArrayList<>(ailments.size());
    ailments.forEach(ailment -> out.add(findings.finding(ailment)));
    return out;
  }

  private Finding finding(Ailment of) {
    Finding.Kind kind = kind(of);
    String key =
        switch (kind) {
          case POD -> of.uid();
          case NODE -> of.name();
          case WORKLOAD -> new Owner(of.namespace(), of.workloadKind(), of.workload()).key();
          default -> new Owner(of.namespace(), of.kind(), of.name()).key();
        };
    String text = of.what() + (of.count() == 1 ? "" : " (and " + (of.count() - 1) + " more)");
    Instant since =
        of.sinceMs() == Amounts.NONE ? remembered(kind, key) : KubeFacts.instant(of.sinceMs());
    return new Finding(
        kind,
        key,
        of.name(),
        of.namespace(),
        new Health(KubeHealth.severity(of.severity()), text, since),
        of.remedy());
  }

  private static Finding.Kind kind(Ailment of) {
    return switch (of.kind()) {
      case "Pod" -> Finding.Kind.POD;
      case "Node" -> Finding.Kind.NODE;
      default -> of.workloadKind().isEmpty() ? Finding.Kind.OBJECT : Finding.Kind.WORKLOAD;
    };
  }

  /** Since when its own line has been unhealthy, where the API does not tell. */
  private Instant remembered(Finding.Kind kind, String key) {
    Health health =
        switch (kind) {
          case POD -> {
            PodLine line = present.podIds().find(key);
            yield line == null ? null : line.row().health();
          }
          case NODE -> {
            Present.ListedNode node = present.listedByName().get(key);
            yield node == null ? null : node.row().health();
          }
          case WORKLOAD -> {
            WorkloadLine line = present.kube().byKey().get(key);
            yield line == null ? null : line.row().health();
          }
          default -> null;
        };
    return health == null ? Instant.EPOCH : health.since();
  }
}
