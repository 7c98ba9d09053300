package dev.nodecast.agent.delta;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What collectors hand their raw values to. Holds every entity and the values that the aggregator
 * does not know yet. Belongs to the tick thread; setting a value allocates nothing.
 */
public final class Samples {
  final List<KindTable> tables = new ArrayList<>();
  private final Map<String, KindTable> byKind;
  private final long[][] collectedAt;
  final int[][] intervalMs;
  private final Earlier earlier;
  private final Names names;
  final List<Event> events = new ArrayList<>();
  final SpanNames spans;
  private final SpanCounts spanCounts = new SpanCounts();
  private long droppedEntities;
  private boolean scraped;
  private long round;
  // Also read by those who scrape the agent.
  private final AtomicLong droppedEvents = new AtomicLong();
  private long implausible;

  /**
   * @param kinds the catalog
   * @param entityLimit most entities of one kind; further ones are refused and counted
   * @param earlier what an earlier process of this agent measured last
   */
  public Samples(List<Kind> kinds, int entityLimit, Earlier earlier) {
    this(kinds, entityLimit, earlier, Naming.IDS);
  }

  /**
   * @param naming what the containers of pods are called
   */
  public Samples(List<Kind> kinds, int entityLimit, Earlier earlier, Naming naming) {
    Map<String, KindTable> map = new HashMap<>();
    collectedAt = new long[kinds.size()][];
    intervalMs = new int[kinds.size()][];
    for (int i = 0; i < kinds.size(); i++) {
      KindTable table = new KindTable(kinds.get(i), i, entityLimit);
      tables.add(table);
      map.put(kinds.get(i).name(), table);
      collectedAt[i] = new long[kinds.get(i).groups().size()];
      intervalMs[i] = new int[kinds.get(i).groups().size()];
      for (Group group : kinds.get(i).groups()) {
        collectedAt[i][group.index()] = earlier.collectedNanos(group);
      }
    }
    byKind = map;
    this.earlier = earlier;
    this.names = new Names(naming, tables, this::take, this::eventDropped);
    this.spans = new SpanNames(naming, spanCounts);
  }

  /**
   * A new entity that the agent may have missed the beginning of: its counters count from their
   * first reading.
   *
   * @param labels values of the kind's labels, in order
   * @return null at the limit; the refusal is counted
   */
  public Entity define(Kind kind, List<String> labels) {
    return define(kind, labels, false);
  }

  /**
   * As above.
   *
   * @param named whether the service is called so by its own process: then no other name of it is
   *     better
   */
  public Entity define(Kind kind, List<String> labels, boolean named) {
    Entity entity = byKind.get(kind.name()).define(labels);
    if (entity == null) {
      droppedEntities++;
      return null;
    }
    entity.name(named);
    earlier.resume(entity);
    names.name(entity);
    return entity;
  }

  public Entity define(Kind kind, String... labels) {
    return define(kind, List.of(labels));
  }

  /** The entity is gone; values set before still travel. */
  public void end(Entity entity) {
    entity.table.end(entity);
  }

  /**
   * Sets a counter (raw, cumulative) or a gauge. {@code Column.NOT_MEASURED} leaves a counter as it
   * is and ends a gauge's value.
   */
  public void set(Entity entity, Column column, long value) {
    set(entity, column, value, false);
  }

  /**
   * As {@link #set}, for an entity whose counters started at zero since the last tick: the first
   * reading is all new.
   */
  public void setFromZero(Entity entity, Column column, long value) {
    set(entity, column, value, true);
  }

  private void set(Entity entity, Column column, long value, boolean fromZero) {
    if (column.type() == ColumnType.GAUGE) {
      entity.table.pending[column.index()][entity.slot] = value;
      return;
    }
    if (value == Column.NOT_MEASURED) {
      return;
    }
    if (value < 0
        || value == Long.MAX_VALUE
        || !entity.table.counter(column.index(), entity.slot, value, fromZero)) {
      implausible++;
    }
  }

  /** Sets a text; null when there is none. Cut by the caller. */
  public void text(Entity entity, Column column, String text) {
    entity.table.text[column.index()][entity.slot] = text;
  }

  /** Adds one value to a histogram. */
  public void observe(Entity entity, Column column, long value) {
    entity.table.observe(column.index(), entity.slot, Histogram.bucket(value), 1);
  }

  /**
   * Adds values to a histogram's bucket at once: for histograms that somebody else filled.
   *
   * @param bucket of {@link Histogram}
   * @param count how many values more; 0 adds nothing
   */
  public void observe(Entity entity, Column column, int bucket, long count) {
    if (count < 0 || count > CounterRule.IMPLAUSIBLE) {
      implausible++;
    } else if (count > 0) {
      entity.table.observe(column.index(), entity.slot, bucket, count);
    }
  }

  /**
   * Adds to a counter whose source hands over increases, not totals. From the first call on it is
   * measured, even when {@code by} is 0, and it counts from zero. {@code Column.NOT_MEASURED}
   * leaves it as it is. A counter takes this or {@link #set}, not both.
   */
  public void increase(Entity entity, Column column, long by) {
    if (by == Column.NOT_MEASURED) {
      return;
    }
    if (by < 0 || by > CounterRule.IMPLAUSIBLE) {
      implausible++;
      return;
    }
    entity.table.increase(column.index(), entity.slot, by);
  }

  /** Adds to a gauge that is the sum of several things; one that is not measured begins at 0. */
  public void add(Entity entity, Column gauge, long by) {
    long[] values = entity.table.pending[gauge.index()];
    long before = values[entity.slot];
    values[entity.slot] = before == Column.NOT_MEASURED ? by : before + by;
  }

  /**
   * Something happened since the tick before. It travels once, with this tick; past {@link
   * Event#MAX_PER_TICK} it is dropped and counted.
   */
  public void event(Event event) {
    names.event(event);
  }

  /**
   * An exchange was sampled. It travels once, with this tick or as soon as its container has a
   * name; spans of one row come side by side, with one list of labels. Past {@link
   * Span#MAX_PER_TICK} it is dropped and counted.
   */
  public void span(Span span) {
    spans.add(span);
  }

  /** A span of this entity, for those who scrape; belongs to the tick thread as all of it does. */
  public void exemplar(Entity entity, Span span) {
    if (!scraped) {
      return;
    }
    if (entity.exemplars == null) {
      entity.exemplars = new Exemplars(entity.labels());
    }
    entity.exemplars.take(span);
  }

  /** How many spans there were, and were not. */
  public SpanCounts spanCounts() {
    return spanCounts;
  }

  private void take(Event event) {
    if (events.size() < Event.MAX_PER_TICK) {
      events.add(event);
    } else {
      eventDropped();
    }
  }

  /** Something happened, and a bound nearer to its source lets nobody tell of it. */
  public void eventDropped() {
    droppedEvents.incrementAndGet();
  }

  /**
   * The runner's word that a group's values are complete.
   *
   * @param nanos monotonic time of the reading
   */
  public void collected(Group group, long nanos) {
    KindTable table = byKind.get(group.kind());
    long before = collectedAt[table.index][group.index()];
    long ms = before == 0 ? group.cadence().toMillis() : (nanos - before) / 1_000_000;
    collectedAt[table.index][group.index()] = nanos;
    intervalMs[table.index][group.index()] = (int) Math.max(1, Math.min(Integer.MAX_VALUE, ms));
  }

  /** For those who scrape: totals of histograms are kept, which the stream does not need. */
  public void keepHistogramTotals() {
    tables.forEach(KindTable::keepTotals);
    scraped = true;
  }

  /** Grows with each tick that is written: two calls of one tick see the same. */
  public long round() {
    return round;
  }

  /** Whatever got a name, or another one, since the last tick travels under it from this one on. */
  void settleNames() {
    names.settle();
    spans.settle();
  }

  /** Grows whenever {@link Entity#filtered} may be another than before. */
  public long verdicts() {
    return names.verdicts();
  }

  /** Nobody read what the entity counts for a while: its counters count from the next reading. */
  public void forget(Entity entity) {
    entity.table.forget(entity.slot);
  }

  /** Entities of a kind that nobody is to hear of. Any thread may ask. */
  public int filtered(Kind kind) {
    return names.filtered(kind);
  }

  /** What was set is written. */
  void written() {
    round++;
  }

  /** Living entities of all kinds. */
  public int entities() {
    int count = 0;
    for (KindTable table : tables) {
      count += table.living.cardinality();
    }
    return count;
  }

  /** Entities refused at the limit, ever. */
  public long droppedEntities() {
    return droppedEntities;
  }

  /** Events dropped at the limit of a tick, ever. Any thread may ask. */
  public long droppedEvents() {
    return droppedEvents.get();
  }

  /** Counter values refused because no kernel can mean them, ever. */
  public long implausible() {
    return implausible;
  }
}
