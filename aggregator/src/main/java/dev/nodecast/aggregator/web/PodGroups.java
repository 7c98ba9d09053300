package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerFilesystemKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ProcessKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which cells of one node belong to which pod. Made again only when entities came or went: that is
 * seen by the identity of the label arrays, which an entity keeps for its life.
 */
final class PodGroups {
  private static final List<Kind> KINDS =
      List.of(
          ContainerKind.KIND,
          ContainerDiskKind.KIND,
          ContainerNetworkKind.KIND,
          ContainerFilesystemKind.KIND,
          ProcessKind.KIND);
  private static final int[] NONE = {};

  private final List<PodName> names = new ArrayList<>();
  private final Map<String, Integer> byUid = new LinkedHashMap<>();

  /** {@code [kind][pod]}: slots. */
  private final int[][][] slots = new int[KINDS.size()][][];

  /** {@code [kind][living entity]}: its slot and labels when this was made. */
  private final int[][] slotsSeen = new int[KINDS.size()][];

  private final String[][][] labelsSeen = new String[KINDS.size()][][];

  private PodGroups() {}

  /** Call under the node's monitor. */
  static PodGroups of(NodeState node, PodGroups before) {
    return before != null && before.still(node) ? before : make(node);
  }

  /** The pods, in the order of their containers' slots. */
  List<PodName> names() {
    return names;
  }

  /** Position in {@link #names}, or -1. */
  int indexOf(String uid) {
    return byUid.getOrDefault(uid, -1);
  }

  /** Slots of a container-like kind that belong to a pod. */
  int[] slots(Kind kind, int pod) {
    int[] of = slots[KINDS.indexOf(kind)][pod];
    return of == null ? NONE : of;
  }

  private boolean still(NodeState node) {
    for (int k = 0; k < KINDS.size(); k++) {
      KindState cells = node.kind(KINDS.get(k));
      int[] seen = slotsSeen[k];
      if (cells.living().cardinality() != seen.length) {
        return false;
      }
      for (int i = 0; i < seen.length; i++) {
        if (!cells.living().get(seen[i]) || cells.labels(seen[i]) != labelsSeen[k][i]) {
          return false;
        }
      }
    }
    return true;
  }

  private static PodGroups make(NodeState node) {
    PodGroups groups = new PodGroups();
    Map<String, List<String>> containerIds = new LinkedHashMap<>();
    Map<String, String[]> first = new LinkedHashMap<>();
    KindState containers = node.kind(ContainerKind.KIND);
    for (int slot : Measured.slots(containers)) {
      String[] labels = containers.labels(slot);
      String uid = PodName.uid(node.name(), labels);
      if (!uid.isEmpty()) {
        containerIds.computeIfAbsent(uid, u -> new ArrayList<>()).add(labels[PodName.CONTAINER_ID]);
        first.putIfAbsent(uid, labels);
      }
    }
    containerIds.forEach(
        (uid, ids) -> {
          groups.byUid.put(uid, groups.names.size());
          groups.names.add(PodName.of(node.name(), uid, first.get(uid), ids));
        });
    for (int k = 0; k < KINDS.size(); k++) {
      groups.assign(k, node.kind(KINDS.get(k)), node.name());
    }
    return groups;
  }

  private void assign(int k, KindState cells, String node) {
    int[] living = Measured.slots(cells);
    slotsSeen[k] = living;
    labelsSeen[k] = new String[living.length][];
    List<List<Integer>> of = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      of.add(new ArrayList<>(1));
    }
    for (int i = 0; i < living.length; i++) {
      String[] labels = cells.labels(living[i]);
      labelsSeen[k][i] = labels;
      int pod = indexOf(PodName.uid(node, labels));
      if (pod >= 0) {
        of.get(pod).add(living[i]);
      }
    }
    slots[k] = new int[names.size()][];
    for (int pod = 0; pod < names.size(); pod++) {
      slots[k][pod] = of.get(pod).stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
