package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.live.SchemaMap;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One agent whose every tick is a keyframe of the entities it was told, over one second if not told
 * otherwise.
 */
final class TestingAgent {
  /** Values of one entity; what is not set is not measured. */
  static final class Values {
    private final List<String> labels;
    private final Map<Column, Long> totals = new HashMap<>();
    private final Map<Column, Long> increases = new HashMap<>();
    private final Map<Column, String> texts = new HashMap<>();
    private final Map<Column, SortedMap<Integer, Long>> buckets = new HashMap<>();

    private Values(List<String> labels) {
      this.labels = labels;
    }

    /** A counter that was at {@code before} and rises by {@code increase} in every tick. */
    Values counter(Column column, long before, long increase) {
      totals.put(column, before);
      increases.put(column, increase);
      return this;
    }

    Values counter(Column column, long increase) {
      return counter(column, 0, increase);
    }

    Values gauge(Column column, long raw) {
      totals.put(column, raw);
      return this;
    }

    /** Values that come again in every tick. */
    Values bucket(Column column, int bucket, long count) {
      buckets.computeIfAbsent(column, c -> new TreeMap<>()).put(bucket, count);
      return this;
    }

    /** No values from now on. */
    Values quiet(Column column) {
      buckets.remove(column);
      return this;
    }

    Values text(Column column, String text) {
      texts.put(column, text);
      return this;
    }
  }

  private final Map<Kind, Map<List<String>, Values>> entities = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final TickWriter writer = new TickWriter();
  private final LiveState live;
  private final NodeState.AgentInfo info;
  private final NodeWriter applied;
  private final String name;
  private long seq;
  private int intervalMs = 1000;

  TestingAgent(LiveState live, String name) throws MalformedTickException {
    this.live = live;
    this.name = name;
    info =
        new NodeState.AgentInfo(
            "boot-1", "1.2.3", "6.8.0", "amd64", "10.0.0.7:4711", 1_000_000, true, "");
    NodeState node = live.open(name, info);
    applied =
        new NodeWriter(
            live,
            node,
            schema(),
            new TickReader(WireSchema.shape(WireSchema.current()), 100_000),
            5000,
            new long[WindowStore.TABLES]);
  }

  Values of(Kind kind, String... labels) {
    return entities
        .computeIfAbsent(kind, k -> new LinkedHashMap<>())
        .computeIfAbsent(List.of(labels), Values::new);
  }

  /** Something happened; told with the next tick. */
  void event(Event event) {
    events.add(event);
  }

  /** An exchange was sampled; told with the next tick. */
  void span(Span span) {
    spans.add(span);
  }

  /** What increases cover from now on. */
  void interval(int ms) {
    intervalMs = ms;
  }

  /** Ends an entity with the next tick. */
  void end(Kind kind, String... labels) {
    entities.get(kind).remove(List.of(labels));
  }

  /** Sends everything; the agent's clock and the aggregator's agree. */
  void tick(long nowMs) throws MalformedTickException {
    writer.begin(nowMs, true);
    for (Map.Entry<Kind, Map<List<String>, Values>> one : entities.entrySet()) {
      kind(one.getKey(), new ArrayList<>(one.getValue().values()));
    }
    events.forEach(writer::event);
    events.clear();
    writer.spans(spans);
    spans.clear();
    WireBuffer tick = writer.end();
    applied.apply(++seq, tick.array(), 0, tick.size(), nowMs);
  }

  NodeState node() {
    return applied.node();
  }

  void disconnect() {
    live.disconnected(name, info);
  }

  private void kind(Kind kind, List<Values> values) {
    int slots = values.size();
    writer.beginKind(Catalog.KINDS.indexOf(kind), slots);
    for (int slot = 0; slot < slots; slot++) {
      writer.define(slot, values.get(slot).labels);
    }
    for (Group group : kind.groups()) {
      writer.beginGroup(group.index(), intervalMs);
      for (Column column : group.columns()) {
        values.forEach(of -> base(of, column));
      }
      for (Column column : group.columns()) {
        for (int slot = 0; slot < slots; slot++) {
          Values of = values.get(slot);
          Long increase = of.increases.get(column);
          if (increase != null) {
            writer.counter((column.index() - group.first()) * slots + slot, increase);
            of.totals.merge(column, increase, Long::sum);
          }
          SortedMap<Integer, Long> counts = of.buckets.get(column);
          if (counts != null) {
            writer.histogram((column.index() - group.first()) * slots + slot, counts.size());
            counts.forEach(writer::bucket);
          }
        }
      }
      writer.endGroup();
    }
    writer.endKind();
  }

  private void base(Values of, Column column) {
    Long total = of.totals.get(column);
    if (column.type() == ColumnType.TEXT && of.texts.containsKey(column)) {
      writer.baseText(of.texts.get(column));
    } else if (column.type() == ColumnType.COUNTER && total != null) {
      writer.baseCounter(total);
    } else if (column.type() == ColumnType.GAUGE && total != null) {
      writer.baseGauge(total);
    } else {
      writer.baseNone();
    }
  }

  private static SchemaMap schema() {
    List<SchemaMap.PeerKind> kinds = new ArrayList<>();
    for (Kind kind : Catalog.KINDS) {
      kinds.add(
          new SchemaMap.PeerKind(
              kind.name(),
              kind.labels(),
              kind.groups().stream().map(Group::name).toList(),
              kind.columns().stream().map(Column::name).toList(),
              kind.columns().stream().map(Column::type).toList(),
              kind.columns().stream().mapToInt(Column::group).toArray()));
    }
    return new SchemaMap(kinds);
  }
}
