package dev.nodecast.agent.delta;

import java.util.List;

/** A living entity and the slot that its values travel in. Collectors keep it from tick to tick. */
public final class Entity {
  final KindTable table;
  final int slot;
  private final List<String> labels;

  Entity(KindTable table, int slot, List<String> labels) {
    this.table = table;
    this.slot = slot;
    this.labels = List.copyOf(labels);
  }

  /** Values of the kind's labels, in order. */
  public List<String> labels() {
    return labels;
  }

  int slot() {
    return slot;
  }
}
