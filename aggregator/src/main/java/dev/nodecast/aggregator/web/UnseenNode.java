package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Severity;

/** A node that Kubernetes has and no agent reports: its room is known, nothing is measured. */
final class UnseenNode {
  static final Health NO_AGENT = Health.of(Severity.UNKNOWN, "No agent");

  private static final double NO = Double.NaN;

  private UnseenNode() {}

  static NodeRow row(String name, Health health, int pods, NodeFacts facts) {
    return new NodeRow(
        name,
        health,
        facts.cpu().capacity(),
        NO,
        facts.memory().capacity(),
        NO,
        NO,
        pods,
        0,
        NO,
        NO,
        NO,
        NO,
        NO,
        NO,
        Measured.NO_SPARK,
        facts);
  }
}
