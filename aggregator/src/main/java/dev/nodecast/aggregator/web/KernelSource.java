package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.web.read.KernelGroup;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which groups of kernel columns a node's agent measures, and why it does not measure the others:
 * what the collector of the group's name last ended with. Call under the node's monitor.
 */
final class KernelSource {
  private static final String OK = "ok";
  private static final Map<KernelGroup, Group> GROUPS = groups();

  private KernelSource() {}

  /** The catalog's group of a panel. */
  static Group group(KernelGroup panel) {
    return GROUPS.get(panel);
  }

  /** Reasons by group; those that are measured are not in it. */
  static Map<KernelGroup, String> absent(NodeState node) {
    Map<KernelGroup, String> absent = new EnumMap<>(KernelGroup.class);
    for (KernelGroup panel : KernelGroup.values()) {
      String why = absent(node, GROUPS.get(panel));
      if (!why.isEmpty()) {
        absent.put(panel, why);
      }
    }
    return absent;
  }

  /** Why a group is not measured on a node; empty where it is. */
  static String absent(NodeState node, Group group) {
    KindState collectors = node.kind(AgentCollectorKind.KIND);
    for (int slot : Measured.slots(collectors)) {
      if (collectors.labels(slot)[0].equals(group.name())) {
        String outcome = Measured.text(collectors, AgentCollectorKind.OUTCOME, slot);
        return outcome.equals(OK) ? "" : outcome.isBlank() ? "it has not run yet" : outcome;
      }
    }
    // A collector may fill more than the group that it is named after.
    return hasValues(node.kind(Catalog.kind(group.kind())), group)
        ? ""
        : "the agent has no collector " + group.name() + ": switched off, or older than it";
  }

  private static boolean hasValues(KindState cells, Group group) {
    for (int slot : Measured.slots(cells)) {
      if (KernelFigures.has(cells, group, slot)) {
        return true;
      }
    }
    return false;
  }

  private static Map<KernelGroup, Group> groups() {
    Map<String, Group> byName = new java.util.HashMap<>();
    for (Kind kind : Catalog.KINDS) {
      kind.groups().forEach(group -> byName.put(group.name(), group));
    }
    Map<KernelGroup, Group> groups = new EnumMap<>(KernelGroup.class);
    for (KernelGroup panel : KernelGroup.values()) {
      Group group = byName.get(panel.collector());
      if (group == null) {
        throw new IllegalStateException(
            "collector: " + panel.collector() + " (expected: a group of the catalog)");
      }
      groups.put(panel, group);
    }
    return groups;
  }
}
