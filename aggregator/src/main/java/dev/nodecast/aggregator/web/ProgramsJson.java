package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.util.Arrays;

/**
 * What kernel programs see as JSON: as {@link CellsJson} has it, with the sum of all entities
 * beside them, and of many entities only the first. Call under the node's monitor.
 */
final class ProgramsJson {
  /** A node may have tens of thousands of peers; one takes half a kilobyte. */
  static final int MOST_ENTITIES = 1_000;

  private ProgramsJson() {}

  /** {@code "container_kernel":{"columns":{…},"sum":{…},"leftOut":0,"entities":[…]}}. */
  static void kind(Json json, KindState cells, int[] slots) throws IOException {
    Kind kind = cells.kind();
    int[] shown = Arrays.copyOf(slots, Math.min(MOST_ENTITIES, slots.length));
    json.object(
        kind.name(),
        of -> {
          of.object("sum", sum -> sum(sum, cells, slots));
          of.number("leftOut", slots.length - shown.length);
          CellsJson.content(of, cells, shown);
        });
  }

  private static void sum(Json json, KindState cells, int[] slots) throws IOException {
    for (Column column : cells.kind().columns()) {
      if (column.type() == ColumnType.HISTOGRAM) {
        CellsJson.histogram(json, column, Percentiles.of(cells, column, slots));
      } else if (column.type() != ColumnType.TEXT) {
        double sum = Double.NaN;
        for (int slot : slots) {
          boolean counter = column.type() == ColumnType.COUNTER;
          sum = Measured.add(sum, counter ? cells.rate(column, slot) : cells.number(column, slot));
        }
        json.number(column.name(), sum);
      }
    }
  }
}
