package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.Unit;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.ReadingGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All columns of an entity as the catalog describes them, for the pages that show everything.
 * Counters come as rates; time per second is cores where it is CPU time and a share elsewhere.
 * Histograms come as p50 and p99.
 */
final class Readings {
  /** First that finds something in a column's name; pressure names resources, but is about time. */
  private static final Map<String, Pattern> PANELS = new LinkedHashMap<>();

  static {
    PANELS.put("Pressure", Pattern.compile("^pressure_"));
    PANELS.put(
        "Memory",
        Pattern.compile(
            "memory|rss|virtual|swap|page|fault|oom|^locked|pinned|shmem|scanned|stolen|stalls"));
    PANELS.put("Network", Pattern.compile("^(tcp|udp|net|rx|tx|socket)"));
    PANELS.put("Disk", Pattern.compile("(^|_)read|writ|disk"));
    PANELS.put(
        "CPU",
        Pattern.compile(
            "cpu|children|switches|interrupt|softirq|procs|load|nice|threads|priority|processor"));
    PANELS.put("System", Pattern.compile(""));
  }

  /** In which they are shown. */
  private static final List<String> ORDER =
      List.of("CPU", "Memory", "Network", "Disk", "Pressure", "System");

  private static final Pattern UNIT_SUFFIX = Pattern.compile("_(us|ms|s|pages|mbit)$");
  private static final Set<Unit> TIMES =
      Set.of(Unit.NANOSECONDS, Unit.MICROSECONDS, Unit.MILLISECONDS);

  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;
  private static final double MILLIS = 1e3;

  private Readings() {}

  /**
   * @param slots of the entities; numbers are their sums, percentiles those of all together, texts
   *     the first one's
   */
  static List<ReadingGroup> of(KindState cells, int... slots) {
    Map<String, List<Reading>> panels = new LinkedHashMap<>();
    ORDER.forEach(name -> panels.put(name, new ArrayList<>()));
    Kind kind = cells.kind();
    for (Column column : kind.columns()) {
      if (slots.length == 0) {
        continue;
      }
      List<Reading> in = panels.get(panel(column));
      if (column.type() == ColumnType.HISTOGRAM) {
        Percentiles of = Percentiles.of(cells, column, slots);
        in.add(percentile(column, "p50", "Half of the values are below.", of.p50()));
        in.add(percentile(column, "p99", "99 % of the values are below.", of.p99()));
      } else {
        in.add(reading(cells, column, slots));
      }
    }
    List<ReadingGroup> groups = new ArrayList<>();
    panels.forEach(
        (name, readings) -> {
          if (!readings.isEmpty()) {
            groups.add(new ReadingGroup(name, readings));
          }
        });
    return groups;
  }

  private static Reading reading(KindState cells, Column column, int[] slots) {
    String name = name(column);
    if (column.type() == ColumnType.TEXT) {
      return Reading.text(name, column.help(), Measured.text(cells, column, slots[0]));
    }
    if (column == NodeKind.BOOT_TIME) {
      double seconds = cells.number(column, slots[0]);
      String time = Double.isNaN(seconds) ? "" : Instant.ofEpochSecond((long) seconds).toString();
      return Reading.text(name, column.help(), time);
    }
    double sum = Double.NaN;
    for (int slot : slots) {
      sum =
          Measured.add(
              sum,
              column.type() == ColumnType.COUNTER
                  ? cells.rate(column, slot)
                  : cells.number(column, slot));
    }
    return Reading.of(name, column.help(), sum * factor(column), quantity(column));
  }

  private static Reading percentile(Column column, String which, String meaning, double value) {
    return Reading.of(
        name(column) + " " + which,
        column.help() + " " + meaning + " Over one to two windows, 5 to 10 s by default.",
        value * factor(column),
        quantity(column));
  }

  static String name(Column column) {
    return UNIT_SUFFIX.matcher(column.name()).replaceFirst("").replace('_', ' ');
  }

  private static String panel(Column column) {
    for (Map.Entry<String, Pattern> panel : PANELS.entrySet()) {
      if (panel.getValue().matcher(column.name()).find()) {
        return panel.getKey();
      }
    }
    return "System";
  }

  private static double factor(Column column) {
    return switch (column.unit()) {
      case NANOSECONDS -> 1 / NANOS;
      case MICROSECONDS -> 1 / MICROS;
      case MILLISECONDS -> 1 / MILLIS;
      case MEGABITS_PER_SECOND -> MICROS / 8;
      default -> 1;
    };
  }

  private static Quantity quantity(Column column) {
    boolean counter = column.type() == ColumnType.COUNTER;
    boolean time = TIMES.contains(column.unit());
    if (counter && time) {
      boolean cpu = column.name().startsWith("cpu_") || column.name().startsWith("children_");
      return cpu ? Quantity.CORES : Quantity.SHARE;
    }
    if (time || column.unit() == Unit.SECONDS) {
      return Quantity.SECONDS;
    }
    return switch (column.unit()) {
      case BYTES -> counter ? Quantity.BYTES_PER_SECOND : Quantity.BYTES;
      case CORES -> Quantity.CORES;
      case MEGABITS_PER_SECOND -> Quantity.BYTES_PER_SECOND;
      default ->
          counter ? Quantity.PER_SECOND : column.divisor() > 1 ? Quantity.PLAIN : Quantity.COUNT;
    };
  }
}
