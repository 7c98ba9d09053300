package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows of several windows as one block of ClickHouse's Native format, column by column,
 * straight from the windows' arrays. Buffers are kept between blocks. Rows go in the order they
 * came: the server sorts 10,000 rows in far less time than it compresses them. Not for several
 * threads.
 */
final class NativeBlock {
  /** Rows of one window for the table being written. */
  record Part(Window window, TableRows rows) {
    /** Of a table of a kind. */
    KindRows kind() {
      return (KindRows) rows;
    }

    private String label(int index, int row) {
      if (rows instanceof EventRows events) {
        return events.events().get(row).labels().get(index);
      }
      return rows instanceof SpanRows spans
          ? spans.spans().get(row).labels().get(index)
          : kind().labels()[index][row];
    }
  }

  private static final int SECONDS_MAX = -1;

  private final BlockBuffer out = new BlockBuffer();
  private final DictionaryColumn dictionary = new DictionaryColumn();
  private final EventColumns events = new EventColumns(out, dictionary);
  private final SpanColumns spans = new SpanColumns(out, dictionary);

  byte[] array() {
    return out.array();
  }

  int length() {
    return out.length();
  }

  /** Replaces what was written before; read it with {@link #array} and {@link #length}. */
  void write(Table table, List<Part> parts) {
    int rows = 0;
    for (Part part : parts) {
      rows += part.rows().size();
    }
    out.clear();
    out.varint(table.fields().size());
    out.varint(rows);
    for (Field field : table.fields()) {
      out.string(field.name());
      out.string(field.type());
      if (rows > 0) {
        column(table, field, parts);
      }
    }
  }

  private void column(Table table, Field field, List<Part> parts) {
    switch (field.role()) {
      case TS -> constants(parts, part -> seconds(part.window().startMs()), 4);
      case SEQ -> constants(parts, part -> part.window().lastSeq(), 8);
      case TICKS -> constants(parts, part -> Math.min(part.window().ticks(), 0xFFFF), 2);
      case NODE -> names(parts, (part, row) -> part.window().node());
      case BOOT -> names(parts, (part, row) -> part.window().boot());
      case LABEL -> label(field, parts);
      case TEXT -> names(parts, (part, row) -> part.kind().texts()[field.index()][row]);
      case VALUE, MAXIMUM -> numbers(table.kind().columns().get(field.index()), field, parts);
      case BUCKETS, COUNTS -> histogram(field, parts);
      case EVENT -> events.write(EventTable.Part.values()[field.index()], happened(parts));
      case SPAN -> spans.write(SpanTable.Part.values()[field.index()], sampled(parts));
      case SAMPLES, AGGREGATE, OWN, COMPUTED ->
          throw new IllegalStateException(table.name() + "." + field.name() + ": not a raw column");
    }
  }

  private static List<Event> happened(List<Part> parts) {
    List<Event> out = new ArrayList<>();
    for (Part part : parts) {
      out.addAll(((EventRows) part.rows()).events());
    }
    return out;
  }

  private static List<Span> sampled(List<Part> parts) {
    List<Span> out = new ArrayList<>();
    for (Part part : parts) {
      out.addAll(((SpanRows) part.rows()).spans());
    }
    return out;
  }

  private interface PerPart {
    long of(Part part);
  }

  private interface PerRow {
    String of(Part part, int row);
  }

  private void constants(List<Part> parts, PerPart value, int width) {
    for (Part part : parts) {
      long constant = value.of(part);
      for (int row = 0; row < part.rows().size(); row++) {
        fixed(constant, width);
      }
    }
  }

  private void fixed(long value, int width) {
    switch (width) {
      case 2 -> out.u16((int) value);
      case 4 -> out.u32((int) value);
      default -> out.u64(value);
    }
  }

  private void names(List<Part> parts, PerRow value) {
    dictionary.clear();
    for (Part part : parts) {
      for (int row = 0; row < part.rows().size(); row++) {
        dictionary.add(value.of(part, row));
      }
    }
    dictionary.write(out);
  }

  private void label(Field field, List<Part> parts) {
    if (!SqlTypes.numeric(field.name())) {
      names(parts, (part, row) -> part.label(field.index(), row));
      return;
    }
    int width = field.type().endsWith("64") ? 8 : field.type().endsWith("32") ? 4 : 2;
    for (Part part : parts) {
      String[] labels = part.kind().labels()[field.index()];
      for (int row = 0; row < part.rows().size(); row++) {
        fixed(number(labels[row]), width);
      }
    }
  }

  private void numbers(Column column, Field field, List<Part> parts) {
    boolean maximum = field.role() == Field.Role.MAXIMUM;
    for (Part part : parts) {
      long[] values = values(part, column, maximum);
      for (int row = 0; row < part.rows().size(); row++) {
        out.u8(values[row] == Column.NOT_MEASURED ? 1 : 0);
      }
    }
    boolean scaled = column.type() == ColumnType.GAUGE && column.divisor() > 1;
    for (Part part : parts) {
      long[] values = values(part, column, maximum);
      for (int row = 0; row < part.rows().size(); row++) {
        long value = values[row] == Column.NOT_MEASURED ? 0 : values[row];
        if (scaled) {
          out.f32((float) ((double) value / column.divisor()));
        } else {
          out.u64(value);
        }
      }
    }
  }

  private static long[] values(Part part, Column column, boolean maximum) {
    return (maximum ? part.kind().maxima() : part.kind().values())[column.index()];
  }

  private void histogram(Field field, List<Part> parts) {
    boolean counts = field.role() == Field.Role.COUNTS;
    long end = 0;
    for (Part part : parts) {
      int[][] buckets = part.kind().buckets()[field.index()];
      for (int row = 0; row < part.rows().size(); row++) {
        end += buckets[row] == null ? 0 : buckets[row].length;
        out.u64(end);
      }
    }
    for (Part part : parts) {
      int[][] buckets = part.kind().buckets()[field.index()];
      long[][] amounts = part.kind().bucketCounts()[field.index()];
      for (int row = 0; row < part.rows().size(); row++) {
        int length = buckets[row] == null ? 0 : buckets[row].length;
        for (int i = 0; i < length; i++) {
          if (counts) {
            out.u64(amounts[row][i]);
          } else {
            out.u16(buckets[row][i]);
          }
        }
      }
    }
  }

  /** DateTime holds 1970 to 2106; a clock that is further off is kept at the border. */
  static int seconds(long ms) {
    long seconds = Math.floorDiv(ms, 1000);
    return seconds < 0 ? 0 : seconds > 0xFFFFFFFFL ? SECONDS_MAX : (int) seconds;
  }

  private static long number(String label) {
    try {
      return label == null ? 0 : Long.parseLong(label);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
