package dev.nodecast.aggregator.web;

import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.web.DashboardReads;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Severity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/events}: stored events, newest first. Blocks. */
final class EventsApi {
  private static final Set<String> OWN =
      Set.of(
          "q",
          "type",
          "severity",
          "namespace",
          "node",
          "pod",
          "from",
          "to",
          "page",
          "pageSize",
          "source");
  private static final Map<String, Severity> SEVERITIES =
      Map.of("info", Severity.OK, "warning", Severity.WARNING, "critical", Severity.CRITICAL);
  private static final Duration DEFAULT = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(400);

  /** Clocks of nodes differ; what happened "in the future" is answered, too. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final DashboardReads reads;
  private final Clock clock;

  EventsApi(DashboardReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  byte[] answer(ApiRequest request) {
    request.only(OWN);
    EventQuery query = query(request);
    Events events = reads.events(query);
    if (!events.error().isEmpty() && events.rows().rows().isEmpty()) {
      throw ApiError.unavailable("storage: " + events.error());
    }
    return Json.object(
        json -> {
          RowsJson.paging(json, events.rows(), query.pageSize());
          json.array(
              "events",
              rows -> {
                for (EventRow row : events.rows().rows()) {
                  rows.element(event -> write(event, row));
                }
              });
        });
  }

  private EventQuery query(ApiRequest request) {
    Instant to = request.time("to", clock.instant().plus(AHEAD));
    Instant from = request.time("from", to.minus(DEFAULT).minus(AHEAD));
    if (!from.isBefore(to)
        || from.isBefore(Instant.EPOCH)
        || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiError.bad("from", from + " to " + to, "from before to, at most 400 days apart");
    }
    String severity = request.text("severity").toLowerCase(Locale.ROOT);
    if (!severity.isEmpty() && !SEVERITIES.containsKey(severity)) {
      throw ApiError.bad("severity", severity, "one of " + List.of(EventSeverity.values()));
    }
    return new EventQuery(
        request.text("q"),
        request.text("type"),
        request.text("namespace"),
        request.text("node"),
        request.text("pod"),
        SEVERITIES.getOrDefault(severity, Severity.OK),
        from,
        to,
        request.number("page", 1, 1, ApiRequest.MAX_PAGE) - 1,
        request.number("pageSize", 50, 1, 200),
        source(request));
  }

  private static String source(ApiRequest request) {
    String source = request.text("source");
    if (!List.of("", "kernel", ClusterEvents.SOURCE).contains(source)) {
      throw ApiError.bad("source", source, "kernel or " + ClusterEvents.SOURCE);
    }
    return source;
  }

  private static void write(Json json, EventRow row) throws IOException {
    // Only of things of Kubernetes that are no pods and no nodes; then workload is their name.
    if (!row.kind().isEmpty()) {
      json.text("kind", row.kind());
    }
    json.time("time", row.time())
        .text("type", row.type())
        .text("severity", severity(row.severity()))
        .text("source", row.source())
        .text("node", row.node())
        .textOrNull("namespace", row.namespace())
        .textOrNull("workload", row.workload())
        .textOrNull("pod", row.pod())
        .textOrNull("container", row.container())
        .textOrNull("podUid", row.podUid())
        .text("message", row.message())
        .object(
            "attributes",
            attributes -> {
              for (Map.Entry<String, String> one : row.attributes().entrySet()) {
                attributes.text(one.getKey(), one.getValue());
              }
            });
  }

  private static String severity(Severity severity) {
    return severity == Severity.OK ? "info" : severity.name().toLowerCase(Locale.ROOT);
  }
}
