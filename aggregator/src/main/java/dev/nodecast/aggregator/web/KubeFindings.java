package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.web.KubePicture.WorkloadLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is not well among workloads and pods, by Kubernetes' word or by what was measured. */
final class KubeFindings {
  private KubeFindings() {}

  /**
   * Workloads that are short of pods; what only one of its pods suffers from is that pod's line.
   */
  static List<Finding> workloads(Present present) {
    List<Finding> findings = new ArrayList<>();
    for (WorkloadLine line : present.kube().workloads()) {
      boolean own =
          line.record() != null && KubeHealth.workload(line.record()).severity() != Severity.OK;
      if (own) {
        findings.add(
            new Finding(
                Finding.Kind.WORKLOAD,
                line.row().key(),
                line.row().owner().name(),
                line.row().owner().namespace(),
                line.row().health()));
      }
    }
    return findings;
  }

  /** Pods of one workload that suffer from the same thing are one line, the oldest of them. */
  static List<Finding> pods(Present present) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (PodLine pod : present.pods()) {
      Health health = pod.row().health();
      // Pods of a silent node are as unknown as it is: the node's own line says that.
      if (health.severity() == Severity.WARNING || health.severity() == Severity.CRITICAL) {
        groups.computeIfAbsent(key(pod), key -> new Group()).add(pod);
      }
    }
    return groups.values().stream().map(Group::finding).toList();
  }

  private static String key(PodLine pod) {
    boolean alone = pod.kube() == null || pod.kube().ownerKey().isEmpty();
    // The words up to the colon name the trouble; what follows are its numbers.
    String text = pod.row().health().text();
    int colon = text.indexOf(':');
    return alone
        ? pod.name().uid()
        : pod.kube().ownerKey() + '\n' + (colon < 0 ? text : text.substring(0, colon));
  }

  static String place(PodLine pod) {
    return pod.name().namespace().isEmpty() ? pod.name().node() : pod.name().namespace();
  }

  private static final class Group {
    private PodLine oldest;
    private int count;

    void add(PodLine pod) {
      count++;
      boolean older =
          oldest == null
              || pod.row().health().since().isBefore(oldest.row().health().since())
              || (pod.row().health().since().equals(oldest.row().health().since())
                  && pod.name().uid().compareTo(oldest.name().uid()) < 0);
      oldest = older ? pod : oldest;
    }

    Finding finding() {
      Health health = oldest.row().health();
      String text = count == 1 ? health.text() : health.text() + " (and " + (count - 1) + " more)";
      return new Finding(
          Finding.Kind.POD,
          oldest.name().uid(),
          oldest.name().name(),
          place(oldest),
          new Health(health.severity(), text, health.since()));
    }
  }
}
