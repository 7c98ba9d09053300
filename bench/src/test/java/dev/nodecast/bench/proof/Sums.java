package dev.nodecast.bench.proof;

import dev.nodecast.bench.proof.Ledger.Entity;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.SchemaShape;
import dev.nodecast.wire.TickHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the increases of the frames of one segment, by entity. */
final class Sums implements TickHandler {
  private final Schema schema;
  private final SchemaShape shape;
  private final Ledger.Boot boot;
  private final List<Map<Integer, Entity>> slots = new ArrayList<>();

  Sums(Schema schema, SchemaShape shape, Ledger.Boot boot) {
    this.schema = schema;
    this.shape = shape;
    this.boot = boot;
    for (int kind = 0; kind < schema.getKindsCount(); kind++) {
      slots.add(new HashMap<>());
    }
  }

  @Override
  public void tick(long timeMs, boolean keyframe) {
    if (keyframe) {
      slots.forEach(Map::clear);
    }
  }

  @Override
  public void define(int kind, int slot, List<String> labels) {
    slots.get(kind).put(slot, new Entity(schema.getKinds(kind).getName(), List.copyOf(labels)));
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    boot.sums
            .computeIfAbsent(
                slots.get(kind).get(slot), entity -> new long[shape.types()[kind].length])[
            column] +=
        increase;
  }

  @Override
  public void released(int kind, int slot) {
    slots.get(kind).remove(slot);
  }

  @Override
  public void kind(int kind, int slots) {}

  @Override
  public void group(int kind, int group, int intervalMs) {}

  @Override
  public void base(int kind, int column, int slot, long value) {}

  @Override
  public void baseText(int kind, int column, int slot, String text) {}

  @Override
  public void gauge(int kind, int column, int slot, long difference) {}

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {}

  @Override
  public void text(int kind, int column, int slot, String text) {}

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {}
}
