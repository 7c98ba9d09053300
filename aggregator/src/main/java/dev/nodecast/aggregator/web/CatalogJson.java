package dev.nodecast.aggregator.web;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import java.io.IOException;

/** {@code /api/v1/catalog}: what is measured. */
final class CatalogJson {
  private CatalogJson() {}

  static byte[] catalog() {
    return Json.object(
        json ->
            json.array(
                "kinds",
                kinds -> {
                  for (Kind kind : Catalog.KINDS) {
                    kinds.element(it -> kind(it, kind));
                  }
                }));
  }

  private static void kind(Json json, Kind kind) throws IOException {
    json.text("name", kind.name())
        .text("help", kind.help())
        .texts("labels", kind.labels())
        .array(
            "columns",
            columns -> {
              for (Column column : kind.columns()) {
                columns.element(it -> column(it, kind.groups().get(column.group()), column));
              }
            });
  }

  private static void column(Json json, Group group, Column column) throws IOException {
    json.text("name", column.name())
        .text("type", CellsJson.type(column))
        .textOrNull("unit", column.unit().ucum())
        .text("help", column.help())
        .textOrNull("otel", column.otel())
        .text("group", group.name())
        .number("cadenceSeconds", group.cadence().toSeconds());
  }
}
