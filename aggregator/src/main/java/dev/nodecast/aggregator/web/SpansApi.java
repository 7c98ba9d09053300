package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.RecentSpans;
import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code /api/v1/services/{key}/spans}: the newest of a service, which are in memory, or those of a
 * time, slowest or newest first, which are stored. May block.
 */
final class SpansApi {
  static final String LAST = "spans";

  private static final Set<String> OWN = Set.of("sort", "from", "to", "errors", "limit");
  private static final String SLOWEST = "-duration";
  private static final String NEWEST = "-time";
  private static final Duration DEFAULT = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final LiveState live;
  private final Storage storage;
  private final Clock clock;

  SpansApi(LiveState live, Storage storage, Clock clock) {
    this.live = live;
    this.storage = storage;
    this.clock = clock;
  }

  byte[] answer(ApiRequest request) {
    request.only(OWN);
    if (!request.segments().get(2).equals(LAST)) {
      throw ApiError.absent("path", String.join("/", request.segments()), "services/{key}/spans");
    }
    ServiceName service = ServiceName.parse(request.segments().get(1));
    String sort = request.text("sort");
    if (!List.of("", SLOWEST, NEWEST).contains(sort)) {
      throw ApiError.bad("sort", sort, SLOWEST + " or " + NEWEST);
    }
    String errors = request.text("errors");
    if (!List.of("", "true", "false").contains(errors)) {
      throw ApiError.bad("errors", errors, "true or false");
    }
    int limit = request.number("limit", 50, 1, SpanQuery.MOST);
    boolean ofTime = !request.text("from").isEmpty() || !request.text("to").isEmpty();
    boolean failed = errors.equals("true");
    if (!sort.equals(SLOWEST) && !ofTime && !failed) {
      List<SpanHistory.Stored> newest = new ArrayList<>();
      for (RecentSpans.Told told : live.spans().newest(service, limit)) {
        newest.add(new SpanHistory.Stored(told.node(), told.span()));
      }
      return write(newest);
    }
    Instant to = request.time("to", clock.instant());
    Instant from = request.time("from", to.minus(DEFAULT));
    if (!from.isBefore(to)
        || from.isBefore(Instant.EPOCH)
        || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiError.bad("from", from + " to " + to, "from before to, at most 7 days apart");
    }
    try {
      return write(
          storage.spans(
              new SpanQuery(
                  from.toEpochMilli(),
                  to.toEpochMilli(),
                  service.labels(),
                  !sort.equals(NEWEST),
                  failed,
                  limit)));
    } catch (Storage.HistoryException e) {
      throw ApiError.unavailable("storage: " + e.getMessage());
    }
  }

  private static byte[] write(List<SpanHistory.Stored> spans) {
    return Json.object(
        json ->
            json.array(
                "spans",
                rows -> {
                  for (SpanHistory.Stored one : spans) {
                    rows.element(row -> write(row, one));
                  }
                }));
  }

  private static void write(Json json, SpanHistory.Stored of) throws IOException {
    Span span = of.span();
    json.time("time", Instant.ofEpochSecond(0, span.startUs() * 1000))
        .number("durationSeconds", span.durationUs() / 1e6)
        .text("node", of.node());
    for (int i = 0; i < SpanKind.KIND.labels().size(); i++) {
      json.textOrNull(camel(SpanKind.KIND.labels().get(i)), span.labels().get(i));
    }
    json.truth("error", span.error())
        .textOrNull("peerAddress", span.peerAddress())
        .number("peerPort", span.peerPort())
        .text("traceId", span.traceId())
        .text("spanId", Span.hex(span.spanId()))
        .textOrNull("parentSpanId", span.parentSpanId() == 0 ? "" : Span.hex(span.parentSpanId()));
  }

  /** {@code pod_uid} as {@code podUid}, as elsewhere in the API. */
  private static String camel(String name) {
    int at = name.indexOf('_');
    return at < 0
        ? name
        : name.substring(0, at)
            + Character.toUpperCase(name.charAt(at + 1))
            + name.substring(at + 2);
  }
}
