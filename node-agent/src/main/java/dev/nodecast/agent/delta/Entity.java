package dev.nodecast.agent.delta;

import java.util.List;

/** A living entity and the slot that its values travel in. Collectors keep it from tick to tick. */
public final class Entity {
  final KindTable table;

  /** Another one after each change of its name. */
  int slot;

  private final List<String> labels;

  /** What the receiver is told. */
  private List<String> shown;

  /** Of rows of requests, where somebody scrapes; null: none yet. */
  Exemplars exemplars;

  private boolean filtered;
  private boolean named;

  /** Ticks for which it outlives its end, so that what it collected unnamed still travels. */
  int late;

  Entity(KindTable table, int slot, List<String> labels) {
    this.table = table;
    this.slot = slot;
    this.labels = List.copyOf(labels);
    this.shown = this.labels;
  }

  /** Values of the kind's labels, in order, as the entity was defined. */
  public List<String> labels() {
    return labels;
  }

  /** The same with the names that they stand for. */
  List<String> shown() {
    return shown;
  }

  void show(List<String> names) {
    shown = List.copyOf(names);
  }

  /** Whether nobody is to hear of it: what it does need not be read. */
  public boolean filtered() {
    return filtered;
  }

  void filter(boolean now) {
    filtered = now;
  }

  /** Whether its service was named by its process, and so not by what it runs in. */
  boolean named() {
    return named;
  }

  void name(boolean byItself) {
    named = byItself;
  }

  int slot() {
    return slot;
  }
}
