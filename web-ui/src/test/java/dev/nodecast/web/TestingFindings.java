package dev.nodecast.web;

import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Severity;
import java.util.List;

/** One finding of each kind that a cluster of Kubernetes has. */
final class TestingFindings {
  private TestingFindings() {}

  static List<Finding> of(String hostile, Owner checkout) {
    return List.of(
        new Finding(
            Finding.Kind.WORKLOAD,
            checkout.key(),
            "checkout",
            "shop",
            health(
                Severity.CRITICAL,
                "Deployment checkout has 0 of 5 pods available: no minimum availability",
                717),
            "Look at its pods and events: kubectl describe deployment checkout"),
        new Finding(
            Finding.Kind.POD,
            "uid-pending",
            "big-" + hostile,
            "shop",
            health(
                Severity.CRITICAL,
                "No node takes pod big: 4 Insufficient " + hostile + " (and 2 more)",
                300),
            "Lower its requests, or add a node of " + hostile),
        new Finding(
            Finding.Kind.OBJECT,
            "shop:PersistentVolumeClaim:data-" + hostile,
            "data-" + hostile,
            "shop",
            health(Severity.WARNING, "Claim data of 10 GiB has no volume", 400),
            "Look whether the class exists"),
        new Finding(
            Finding.Kind.NODE,
            "worker-03",
            "worker-03",
            "",
            health(Severity.WARNING, "Node worker-03 is short of memory and evicts pods", 928),
            "Free it of what uses most, or move pods away: kubectl drain"),
        new Finding(
            Finding.Kind.NODE, "node-09", "node-09", "", Health.of(Severity.UNKNOWN, "No agent")));
  }

  private static Health health(Severity severity, String text, int secondsAgo) {
    return new Health(severity, text, TestingReads.START.minusSeconds(secondsAgo));
  }
}
