package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is not well by what was measured, or not measured. What Kubernetes says of the same thing is
 * a line already, unless what was measured is worse.
 */
final class MeasuredFindings {
  private MeasuredFindings() {}

  /**
   * @param told what Kubernetes says of nodes, by their names: the worst of each
   */
  static List<Finding> nodes(Present present, Map<String, Severity> told) {
    List<Finding> findings = new ArrayList<>();
    for (Present.ListedNode node : present.listed()) {
      Health health = node.row().health();
      String name = node.row().name();
      if (health.severity().compareTo(told.getOrDefault(name, Severity.OK)) > 0) {
        findings.add(new Finding(Finding.Kind.NODE, name, name, "", health));
      }
    }
    return findings;
  }

  /** Pods of one workload that suffer from the same thing are one line, the oldest of them. */
  static List<Finding> pods(Present present) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (PodLine pod : present.pods()) {
      Severity severity = pod.row().health().severity();
      // Pods of a silent node are as unknown as it is: the node's own line says that.
      boolean sick = severity == Severity.WARNING || severity == Severity.CRITICAL;
      if (sick && (pod.kube() == null || worse(severity, pod.kube().said().severity()))) {
        groups.computeIfAbsent(key(pod), key -> new Group()).add(pod);
      }
    }
    return groups.values().stream().map(Group::finding).toList();
  }

  private static boolean worse(Severity measured, Severity said) {
    return measured.compareTo(said) > 0;
  }

  private static String key(PodLine pod) {
    boolean alone = pod.kube() == null || pod.kube().ownerKey().isEmpty();
    // Before its numbers stand the words that name the trouble.
    String text = pod.row().health().text();
    return alone ? pod.name().uid() : pod.kube().ownerKey() + '\n' + text.replaceAll("[0-9].*", "");
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
