package dev.nodecast.agent.delta;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.SchemaShape;
import dev.nodecast.wire.TickHandler;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a receiver knows after the ticks it read: for tests that check what was sent, not what was
 * meant to be.
 */
public final class TickPicture implements TickHandler {
  private record Cell(int kind, int slot, int column) {}

  private record Place(int kind, int slot) {}

  private final TickReader reader;
  private final Map<Place, List<String>> labels = new HashMap<>();
  private final Map<Place, List<String>> ended = new HashMap<>();
  private final Map<Cell, Long> numbers = new HashMap<>();
  private final Map<Cell, String> texts = new HashMap<>();
  private final Map<Cell, Long> increases = new HashMap<>();
  private final Map<Cell, Map<Integer, Long>> buckets = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private int changes;

  public TickPicture() {
    try {
      SchemaShape shape = WireSchema.shape(WireSchema.current());
      reader = new TickReader(shape, 100_000);
    } catch (MalformedTickException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes one tick in. */
  public void read(WireBuffer tick) throws MalformedTickException {
    changes = 0;
    increases.clear();
    buckets.clear();
    ended.clear();
    events.clear();
    spans.clear();
    reader.read(tick.array(), 0, tick.size(), this);
  }

  /** Cells that the last tick changed. */
  public int changes() {
    return changes;
  }

  /** What happened in the last tick. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** Exchanges that were sampled for the last tick. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void span(Span span) {
    spans.add(span);
  }

  @Override
  public void event(Event event) {
    events.add(event);
  }

  /** Labels of the living entities of a kind. */
  public List<List<String>> entities(Kind kind) {
    List<List<String>> found = new ArrayList<>();
    labels.forEach(
        (place, names) -> {
          if (Catalog.KINDS.get(place.kind()).equals(kind)) {
            found.add(names);
          }
        });
    return found;
  }

  /** The number in a cell; null when there is none. The entity is the one that has the label. */
  public Long number(Kind kind, String label, Column column) {
    return numbers.get(cell(kind, label, column));
  }

  /** The same of the entity that has all these labels; 0 when there is none. */
  public long number(Kind kind, List<String> all, Column column) {
    int index = Catalog.KINDS.indexOf(kind);
    return labels.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == index && entry.getValue().equals(all))
        .mapToLong(
            entry ->
                numbers.getOrDefault(new Cell(index, entry.getKey().slot(), column.index()), 0L))
        .sum();
  }

  /** What a counter gained in the last tick; 0 when nothing. */
  public long increase(Kind kind, String label, Column column) {
    return increases.getOrDefault(cell(kind, label, column), 0L);
  }

  /** The same of an entity that the last tick ended. */
  public long increaseOfEnded(Kind kind, String label, Column column) {
    int index = Catalog.KINDS.indexOf(kind);
    return ended.entrySet().stream()
        .filter(e -> e.getKey().kind() == index && e.getValue().contains(label))
        .mapToLong(
            e -> increases.getOrDefault(new Cell(index, e.getKey().slot(), column.index()), 0L))
        .sum();
  }

  /** What a histogram gained in the last tick, by bucket, in the order of the wire. */
  public Map<Integer, Long> buckets(Kind kind, String label, Column column) {
    return buckets.getOrDefault(cell(kind, label, column), Map.of());
  }

  /** Histogram cells with values in the last tick, of known entities or not. */
  public int histograms() {
    return buckets.size();
  }

  public String text(Kind kind, String label, Column column) {
    return texts.get(cell(kind, label, column));
  }

  /** The same of the entity that has all these labels; empty when there is none. */
  public String text(Kind kind, List<String> all, Column column) {
    int index = Catalog.KINDS.indexOf(kind);
    return labels.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == index && entry.getValue().equals(all))
        .map(
            entry -> texts.getOrDefault(new Cell(index, entry.getKey().slot(), column.index()), ""))
        .findFirst()
        .orElse("");
  }

  /** Whether an entity of the kind has the label. */
  public boolean has(Kind kind, String label) {
    return entities(kind).stream().anyMatch(names -> names.contains(label));
  }

  private Cell cell(Kind kind, String label, Column column) {
    int index = Catalog.KINDS.indexOf(kind);
    for (Map.Entry<Place, List<String>> entry : labels.entrySet()) {
      if (entry.getKey().kind() == index && (entry.getValue().contains(label) || label.isEmpty())) {
        return new Cell(index, entry.getKey().slot(), column.index());
      }
    }
    throw new AssertionError(
        "no " + kind.name() + " with label " + label + " among " + entities(kind));
  }

  /** Every cell that has a value, sorted: kind, labels, column = value. */
  public String text() {
    TreeMap<String, String> lines = new TreeMap<>();
    numbers.forEach((cell, value) -> lines.put(line(cell), String.valueOf(value)));
    texts.forEach((cell, value) -> lines.put(line(cell), value));
    StringBuilder text = new StringBuilder();
    lines.forEach((line, value) -> text.append(line).append(" = ").append(value).append('\n'));
    return text.toString();
  }

  private String line(Cell cell) {
    Kind kind = Catalog.KINDS.get(cell.kind());
    return kind.name()
        + " "
        + String.join("|", labels.get(new Place(cell.kind(), cell.slot())))
        + " "
        + kind.columns().get(cell.column()).name();
  }

  @Override
  public void tick(long timeMs, boolean keyframe) {
    if (keyframe) {
      labels.clear();
      numbers.clear();
      texts.clear();
    }
  }

  @Override
  public void kind(int kind, int slots) {}

  @Override
  public void define(int kind, int slot, List<String> names) {
    labels.put(new Place(kind, slot), List.copyOf(names));
    forget(kind, slot);
  }

  @Override
  public void group(int kind, int group, int intervalMs) {}

  @Override
  public void base(int kind, int column, int slot, long value) {
    if (value != Column.NOT_MEASURED) {
      numbers.put(new Cell(kind, slot, column), value);
    }
  }

  @Override
  public void baseText(int kind, int column, int slot, String text) {
    if (text != null) {
      texts.put(new Cell(kind, slot, column), text);
    }
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    changes++;
    Cell cell = new Cell(kind, slot, column);
    numbers.merge(cell, increase, Long::sum);
    increases.put(cell, increase);
  }

  @Override
  public void gauge(int kind, int column, int slot, long difference) {
    changes++;
    numbers.merge(new Cell(kind, slot, column), difference, Long::sum);
  }

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {
    changes++;
    numbers.remove(new Cell(kind, slot, column));
  }

  @Override
  public void text(int kind, int column, int slot, String text) {
    changes++;
    if (text == null) {
      texts.remove(new Cell(kind, slot, column));
    } else {
      texts.put(new Cell(kind, slot, column), text);
    }
  }

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {
    changes++;
    buckets
        .computeIfAbsent(new Cell(kind, slot, column), c -> new LinkedHashMap<>())
        .put(bucket, count);
  }

  @Override
  public void released(int kind, int slot) {
    ended.put(new Place(kind, slot), labels.remove(new Place(kind, slot)));
    forget(kind, slot);
  }

  private void forget(int kind, int slot) {
    for (Column column : Catalog.KINDS.get(kind).columns()) {
      Cell cell = new Cell(kind, slot, column.index());
      if (column.type() == ColumnType.TEXT) {
        texts.remove(cell);
      } else {
        numbers.remove(cell);
      }
    }
  }
}
