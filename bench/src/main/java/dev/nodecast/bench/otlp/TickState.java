package dev.nodecast.bench.otlp;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Kind;
import dev.nodecast.wire.TickHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an agent's frames say, cell by cell; for an agent of this build's catalog. */
final class TickState implements TickHandler {
  /** Told each tick when the next one begins, so when it is complete. */
  interface Listener {
    void tick(long timeMs, TickState state);
  }

  private static final class Row {
    private final List<String> labels;
    private final long[] values;

    Row(List<String> labels, int columns) {
      this.labels = labels;
      values = new long[columns];
      Arrays.fill(values, Column.NOT_MEASURED);
    }
  }

  private final Listener listener;
  private final List<Map<Integer, Row>> rows = new ArrayList<>();
  private final Map<Integer, TreeSet<Integer>> collected = new TreeMap<>();
  private final List<Integer> ended = new ArrayList<>();
  private long timeMs;

  TickState(Listener listener) {
    this.listener = listener;
    for (int i = 0; i < Catalog.KINDS.size(); i++) {
      rows.add(new TreeMap<>());
    }
  }

  /** Every measured cell of the groups that were collected in this tick. */
  void collected(OtlpRequest request) {
    collected.forEach(
        (kind, groups) -> {
          Kind of = Catalog.KINDS.get(kind);
          for (Row row : rows.get(kind).values()) {
            request.entity(of, row.labels);
            for (int group : groups) {
              for (Column column : of.groups().get(group).columns()) {
                request.sample();
                if (row.values[column.index()] != Column.NOT_MEASURED) {
                  request.point(column, row.values[column.index()]);
                }
              }
            }
          }
        });
  }

  @Override
  public void tick(long time, boolean keyframe) {
    if (timeMs != 0) {
      listener.tick(timeMs, this);
    }
    for (int i = 0; i < ended.size(); i += 2) {
      rows.get(ended.get(i)).remove(ended.get(i + 1));
    }
    ended.clear();
    collected.clear();
    timeMs = time;
    if (keyframe) {
      rows.forEach(Map::clear);
    }
  }

  @Override
  public void kind(int kind, int slots) {}

  @Override
  public void define(int kind, int slot, List<String> labels) {
    rows.get(kind)
        .put(slot, new Row(List.copyOf(labels), Catalog.KINDS.get(kind).columns().size()));
  }

  @Override
  public void group(int kind, int group, int intervalMs) {
    if (intervalMs > 0) {
      collected.computeIfAbsent(kind, k -> new TreeSet<>()).add(group);
    }
  }

  @Override
  public void base(int kind, int column, int slot, long value) {
    Row row = rows.get(kind).get(slot);
    if (row != null) {
      row.values[column] = value;
    }
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    add(kind, column, slot, increase);
  }

  @Override
  public void gauge(int kind, int column, int slot, long difference) {
    add(kind, column, slot, difference);
  }

  private void add(int kind, int column, int slot, long by) {
    long[] values = rows.get(kind).get(slot).values;
    values[column] = (values[column] == Column.NOT_MEASURED ? 0 : values[column]) + by;
  }

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {
    rows.get(kind).get(slot).values[column] = Column.NOT_MEASURED;
  }

  @Override
  public void released(int kind, int slot) {
    ended.add(kind);
    ended.add(slot);
  }

  // OTLP metrics have no texts, and the two histograms of an agent are left to its advantage.

  @Override
  public void baseText(int kind, int column, int slot, String text) {}

  @Override
  public void text(int kind, int column, int slot, String text) {}

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {}
}
