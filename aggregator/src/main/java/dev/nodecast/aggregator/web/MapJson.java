package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Sort;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The service map as JSON. Shares become percent. */
final class MapJson {
  private static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.PROTOCOL,
          Sort.RATE,
          Sort.ERRORS,
          Sort.P50,
          Sort.P95,
          Sort.P99,
          Sort.TRAFFIC);

  private MapJson() {}

  static byte[] map(DashboardData data, ApiRequest request) {
    RowQuery rows =
        request
            .rows(SORTS)
            .withScope(new Scope(request.text("namespace"), request.text("protocol"), ""));
    int hops = request.number("hops", 1, 1, MapQuery.MOST_HOPS);
    String focus = request.text("focus");
    ServiceMap map = data.map(new MapQuery(rows, focus, hops));
    if (!focus.isEmpty() && map.focus().isEmpty()) {
      throw ApiError.absent("focus", focus, "the key of a service of /api/v1/map");
    }
    return map(map, rows.pageSize());
  }

  private static byte[] map(ServiceMap of, int pageSize) {
    return Json.object(
        json -> {
          RowsJson.paging(json, of.calls(), pageSize);
          json.number("columns", of.columns())
              .number("rows", of.rows())
              .number("undrawn", of.undrawn())
              .texts("namespaces", of.namespaces())
              .texts("protocols", of.protocols())
              .array(
                  "services",
                  services -> {
                    for (MapBox box : of.boxes()) {
                      services.element(service -> box(service, box));
                    }
                  })
              .array(
                  "calls",
                  calls -> {
                    for (CallRow row : of.calls().rows()) {
                      calls.element(call -> call(call, row));
                    }
                  });
        });
  }

  private static void box(Json json, MapBox box) throws IOException {
    end(json, box.end());
    json.object("health", health -> RowsJson.health(health, box.health()))
        .text("signalsOf", box.answers() ? "answers" : "requests")
        .number("callers", box.callers())
        .number("callees", box.callees())
        .number("column", box.column())
        .number("row", box.row());
    ServicesJson.signals(json, box.signals());
  }

  static void call(Json json, CallRow row) throws IOException {
    json.object("from", from -> end(from, row.from()))
        .object("to", to -> end(to, row.to()))
        .text("protocol", row.protocol())
        .object("health", health -> RowsJson.health(health, row.health()));
    ServicesJson.signals(json, row.signals());
    json.number("requestBytesPerSecond", row.requestBytesPerSecond())
        .number("responseBytesPerSecond", row.responseBytesPerSecond())
        .text("seenBy", row.seenByServer() ? "server" : "client");
  }

  private static void end(Json json, CallEnd end) throws IOException {
    json.text("key", end.key())
        .text("kind", end.kind().name().toLowerCase(Locale.ROOT))
        .text("name", end.name())
        .textOrNull("namespace", end.namespace())
        .textOrNull("service", end.service());
  }
}
