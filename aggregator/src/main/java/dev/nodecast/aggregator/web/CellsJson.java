package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.util.List;

/**
 * All live values of a kind's entities as JSON: counters as increase per second with their total
 * beside, gauges and texts as they are, histograms as recent percentiles. Call under the node's
 * monitor.
 */
final class CellsJson {
  private CellsJson() {}

  /** {@code "node_disk":{"columns":{…},"entities":[…]}}. */
  static void kind(Json json, KindState cells, int[] slots) throws IOException {
    json.object(cells.kind().name(), of -> content(of, cells, slots));
  }

  /** {@code "columns":{…},"entities":[…]}. */
  static void content(Json json, KindState cells, int[] slots) throws IOException {
    json.object("columns", columns -> describe(columns, cells.kind()));
    json.array(
        "entities",
        entities -> {
          for (int slot : slots) {
            entities.element(entity -> entity(entity, cells, slot));
          }
        });
  }

  private static void describe(Json json, Kind kind) throws IOException {
    for (Column column : kind.columns()) {
      json.object(
          column.name(),
          it ->
              it.text("type", type(column))
                  .textOrNull("unit", unit(column))
                  .text("help", column.help()));
    }
  }

  private static void entity(Json json, KindState cells, int slot) throws IOException {
    Kind kind = cells.kind();
    json.object("labels", labels -> labels(labels, kind.labels(), cells.labels(slot)));
    json.object("values", values -> values(values, cells, slot));
    json.object("totals", totals -> totals(totals, cells, slot));
  }

  private static void labels(Json json, List<String> names, String[] values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      json.text(names.get(i), values[i]);
    }
  }

  private static void values(Json json, KindState cells, int slot) throws IOException {
    for (Column column : cells.kind().columns()) {
      switch (column.type()) {
        case COUNTER -> json.number(column.name(), cells.rate(column, slot));
        case GAUGE -> json.number(column.name(), cells.number(column, slot));
        case TEXT -> json.textOrNull(column.name(), cells.text(column, slot));
        case HISTOGRAM -> histogram(json, column, Percentiles.of(cells, column, slot));
      }
    }
  }

  static void histogram(Json json, Column column, Percentiles of) throws IOException {
    json.object(
        column.name(),
        it ->
            it.number("count", of.count())
                .number("p50", of.p50())
                .number("p99", of.p99())
                .number("seconds", of.overMs() / 1e3));
  }

  private static void totals(Json json, KindState cells, int slot) throws IOException {
    for (Column column : cells.kind().columns()) {
      if (column.type() == ColumnType.COUNTER) {
        json.number(column.name(), cells.number(column, slot));
      }
    }
  }

  static String type(Column column) {
    return column.type().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Of the value that is shown: a counter's is per second. */
  static String unit(Column column) {
    return column.type() == ColumnType.COUNTER ? column.unit().ucum() + "/s" : column.unit().ucum();
  }
}
