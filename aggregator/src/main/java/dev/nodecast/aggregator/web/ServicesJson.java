package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.EndpointRow;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Signals;
import dev.nodecast.web.read.Sort;
import java.io.IOException;
import java.util.List;

/** Services as JSON. Shares become percent. */
final class ServicesJson {
  private static final List<Sort> SORTS =
      List.of(
          Sort.NAME,
          Sort.HEALTH,
          Sort.NAMESPACE,
          Sort.PROTOCOL,
          Sort.RATE,
          Sort.ERRORS,
          Sort.P50,
          Sort.P95,
          Sort.P99,
          Sort.CPU,
          Sort.THROTTLED,
          Sort.ENDPOINTS,
          Sort.PODS);

  private ServicesJson() {}

  static byte[] list(DashboardData data, ApiRequest request) {
    RowQuery query = request.rows(SORTS);
    Scope scope = new Scope(request.text("namespace"), request.text("protocol"), "");
    return list(data.services(query.withScope(scope)), query.pageSize());
  }

  static byte[] service(DashboardData data, ApiRequest request) {
    String key = request.segments().get(1);
    return data.service(key)
        .map(ServicesJson::service)
        .orElseThrow(() -> ApiError.absent("service", key, "a key of /api/v1/services"));
  }

  private static byte[] list(Services of, int pageSize) {
    return Json.object(
        json -> {
          RowsJson.paging(json, of.rows(), pageSize);
          json.object("all", all -> signals(all, of.all()))
              .texts("protocols", of.protocols())
              .array(
                  "services",
                  services -> {
                    for (ServiceRow row : of.rows().rows()) {
                      services.element(service -> row(service, row));
                    }
                  })
              .number("nodesWithout", of.offNodes())
              .array(
                  "without",
                  nodes -> {
                    for (Missing one : of.off()) {
                      nodes.element(
                          node -> node.text("node", one.what()).text("reason", one.why()));
                    }
                  });
        });
  }

  private static byte[] service(ServiceDetail of) {
    return Json.object(
        json -> {
          row(json, of.row());
          json.textOrNull("workloadKind", of.owner().kind())
              .number("servedTotal", of.servedAll())
              .array("served", rows -> endpoints(rows, of.served()))
              .number("madeTotal", of.madeAll())
              .array("made", rows -> endpoints(rows, of.made()))
              .number("callersTotal", of.callersAll())
              .array("callers", calls -> calls(calls, of.callers()))
              .number("calleesTotal", of.calleesAll())
              .array("callees", calls -> calls(calls, of.callees()));
        });
  }

  private static void calls(Json calls, List<CallRow> of) throws IOException {
    for (CallRow row : of) {
      calls.element(call -> MapJson.call(call, row));
    }
  }

  private static void endpoints(Json rows, List<EndpointRow> of) throws IOException {
    for (EndpointRow row : of) {
      rows.element(
          endpoint -> {
            endpoint
                .text("protocol", row.protocol())
                .text("operation", row.operation())
                .textOrNull("target", row.target());
            signals(endpoint, row.signals());
            endpoint.array(
                "failures",
                failures -> {
                  for (EndpointRow.Failure one : row.failures()) {
                    failures.element(
                        failure ->
                            failure
                                .textOrNull("status", one.status())
                                .number("perSecond", one.perSecond()));
                  }
                });
          });
    }
  }

  private static void row(Json json, ServiceRow row) throws IOException {
    json.text("key", row.key())
        .text("name", row.name())
        .textOrNull("namespace", row.namespace())
        .text("role", row.server() ? "server" : "client")
        .object("health", health -> RowsJson.health(health, row.health()))
        .texts("protocols", row.protocols());
    signals(json, row.signals());
    json.number("endpoints", row.endpoints())
        .number("pods", row.pods())
        .number("cpuCores", row.saturation().cpuCores())
        .number("cpuLimitCores", row.saturation().limitCores())
        .number("throttledPercent", RowsJson.percent(row.saturation().throttledShare()));
  }

  static void signals(Json json, Signals of) throws IOException {
    json.number("requestsPerSecond", of.requestsPerSecond())
        .number("errorsPerSecond", of.errorsPerSecond())
        .number("errorPercent", RowsJson.percent(of.errorShare()))
        .number("p50Seconds", of.p50Seconds())
        .number("p95Seconds", of.p95Seconds())
        .number("p99Seconds", of.p99Seconds());
  }
}
