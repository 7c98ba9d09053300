package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Command;
import dev.nodecast.v1.Inventory;
import dev.nodecast.v1.Pod;
import dev.nodecast.v1.PodContainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one agent was told of its node's pods, and so what it is to be told next. Guarded by its
 * session's monitor.
 */
final class NodeInventory {
  /** Bytes of pods in a message, more or less; a tenth of what gRPC takes by default. */
  static final int MESSAGE_BYTES = 400_000;

  private final int messageBytes;

  /** Keys of the labels that are told; empty: all. */
  private Optional<Set<String>> labels = Optional.empty();

  private final Map<String, NodePod> told = new HashMap<>();
  private boolean begun;
  private long version;

  NodeInventory() {
    this(MESSAGE_BYTES);
  }

  NodeInventory(int messageBytes) {
    this.messageBytes = messageBytes;
  }

  /** Tells of these labels only; before anything is told. */
  void only(Collection<String> keys) {
    labels = Optional.of(Set.copyOf(keys));
  }

  private NodePod chosen(NodePod pod) {
    if (labels.isEmpty() || labels.get().containsAll(pod.labels().keySet())) {
      return pod;
    }
    Map<String, String> some = new HashMap<>();
    pod.labels()
        .forEach(
            (key, value) -> {
              if (labels.get().contains(key)) {
                some.put(key, value);
              }
            });
    return pod.with(some);
  }

  /** What makes of what was told what there is now; nothing when that is the same. */
  List<AggregatorMessage> next(List<NodePod> now) {
    List<NodePod> changed = new ArrayList<>();
    Set<String> gone = new HashSet<>(told.keySet());
    for (NodePod of : now) {
      NodePod pod = chosen(of);
      gone.remove(pod.uid());
      if (!pod.equals(told.put(pod.uid(), pod))) {
        changed.add(pod);
      }
    }
    told.keySet().removeAll(gone);
    if (begun && changed.isEmpty() && gone.isEmpty()) {
      return List.of();
    }
    boolean full = !begun;
    begun = true;
    return messages(changed, gone, full);
  }

  private List<AggregatorMessage> messages(List<NodePod> pods, Set<String> gone, boolean full) {
    List<AggregatorMessage> out = new ArrayList<>();
    Inventory.Builder message = Inventory.newBuilder().setFull(full).addAllRemoved(gone);
    int bytes = 0;
    for (NodePod of : pods) {
      Pod pod = wire(of);
      if (bytes > 0 && bytes + pod.getSerializedSize() > messageBytes) {
        out.add(command(message.setMore(true)));
        message = Inventory.newBuilder();
        bytes = 0;
      }
      bytes += pod.getSerializedSize();
      message.addPods(pod);
    }
    out.add(command(message));
    return out;
  }

  private AggregatorMessage command(Inventory.Builder inventory) {
    inventory.setVersion(++version);
    return AggregatorMessage.newBuilder()
        .setCommand(Command.newBuilder().setInventory(inventory))
        .build();
  }

  private static Pod wire(NodePod pod) {
    Pod.Builder wire =
        Pod.newBuilder()
            .setUid(pod.uid())
            .setNamespace(pod.namespace())
            .setName(pod.name())
            .setWorkloadKind(pod.workloadKind())
            .setWorkload(pod.workload())
            .putAllLabels(pod.labels())
            .setIp(pod.ip());
    for (NodePod.Container container : pod.containers()) {
      wire.addContainers(
          PodContainer.newBuilder()
              .setName(container.name())
              .setId(container.id())
              .setImage(container.image()));
    }
    return wire.build();
  }
}
