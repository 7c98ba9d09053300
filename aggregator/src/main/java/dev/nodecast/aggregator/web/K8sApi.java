package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.store.ClusterHistory;
import dev.nodecast.aggregator.store.ClusterQuery;
import dev.nodecast.aggregator.store.EntityHistory;
import dev.nodecast.aggregator.store.MetricHistory;
import dev.nodecast.aggregator.store.MetricHistory.Stat;
import dev.nodecast.aggregator.store.ObjectHistory;
import dev.nodecast.aggregator.store.ObjectHistory.KubeEvent;
import dev.nodecast.aggregator.store.SeriesQuery;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** {@code /api/v1/k8s/…}: what is stored of the Kubernetes cluster. Blocks. */
final class K8sApi {
  private static final Set<String> PAGED = Set.of("q", "from", "to", "page", "pageSize");
  private static final Set<String> OVER_TIME = Set.of("q", "from", "to", "range", "points", "stat");
  private static final Duration LONGEST = Duration.ofDays(400);

  /** Clocks differ; what was seen "in the future" is answered, too. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** Collections are at least this far apart. */
  private static final int SHORTEST_STEP = 10;

  private final Storage storage;
  private final Clock clock;

  K8sApi(Storage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  byte[] answer(ApiRequest request) {
    String what = request.segments().get(1);
    return switch (what) {
      case "metrics" ->
          page(
              request,
              MetricHistory.COLUMNS,
              Duration.ofMinutes(10),
              (past, query) -> past.metrics().latest(query),
              K8sApi::value);
      case "series" -> series(request);
      case "objects" ->
          page(
              request,
              ObjectHistory.COLUMNS,
              Duration.ofHours(1),
              (past, query) -> past.objects().page(query),
              K8sApi::object);
      case "events" ->
          page(
              request,
              ObjectHistory.EVENT_COLUMNS,
              Duration.ofHours(1),
              (past, query) -> past.objects().events(query),
              K8sApi::event);
      case "entities" ->
          page(
              request,
              EntityHistory.COLUMNS,
              Duration.ofDays(1),
              (past, query) -> past.entities().latest(query),
              K8sApi::entity);
      default ->
          throw ApiError.absent(
              "path", Api.PREFIX + "k8s/" + what, "metrics, series, objects, events or entities");
    };
  }

  private interface RowJson<T> {
    void write(Json json, T row) throws IOException;
  }

  private <T> byte[] page(
      ApiRequest request,
      List<String> columns,
      Duration back,
      BiFunction<ClusterHistory, ClusterQuery, ClusterQuery.Page<T>> question,
      RowJson<T> row) {
    Map<String, String> where = where(request, columns, PAGED);
    Instant[] time = time(request, back);
    int size = request.number("pageSize", 50, 1, 200);
    int deepest = ClusterQuery.DEEPEST / size;
    int asked = Math.min(deepest, request.number("page", 1, 1, ApiRequest.MAX_PAGE) - 1);
    ClusterQuery.Page<T> page =
        ask(past -> question.apply(past, query(request, where, time, size, asked)));
    int last = (int) Math.min(deepest, Math.max(0, page.matching() - 1) / size);
    ClusterQuery.Page<T> shown =
        asked <= last
            ? page
            : ask(past -> question.apply(past, query(request, where, time, size, last)));
    return Json.object(
        json ->
            json.number("page", Math.min(asked, last) + 1)
                .number("pageSize", size)
                .number("matching", shown.matching())
                .array(
                    request.segments().get(1),
                    rows -> {
                      for (T one : shown.rows()) {
                        rows.element(it -> row.write(it, one));
                      }
                    }));
  }

  private static ClusterQuery query(
      ApiRequest request, Map<String, String> where, Instant[] time, int size, int page) {
    return new ClusterQuery(
        time[0].toEpochMilli(),
        time[1].toEpochMilli(),
        where,
        request.text("q"),
        size,
        page * size);
  }

  private byte[] series(ApiRequest request) {
    Map<String, String> where = where(request, MetricHistory.COLUMNS, OVER_TIME);
    if (where.getOrDefault("metric", "").isEmpty()) {
      throw ApiError.bad("metric", "", "a name such as k8s.pod.phase");
    }
    String name = request.text("stat").toUpperCase(Locale.ROOT);
    Stat stat =
        Stream.of(Stat.values())
            .filter(one -> one.name().equals(name.isEmpty() ? "LAST" : name))
            .findFirst()
            .orElseThrow(() -> ApiError.bad("stat", name, "last, mean, max or min"));
    Instant[] time = time(request, SeriesApi.range(request));
    int points = request.number("points", SeriesQuery.MAX_POINTS, 2, SeriesQuery.MAX_POINTS);
    long start = time[0].getEpochSecond();
    long end = Math.max(start + 1, time[1].getEpochSecond());
    int step = SeriesQuery.step(start, end, points - 1, SHORTEST_STEP);
    // Both ends are rounded to steps, which adds up to one point.
    long first = Math.floorDiv(start, step) * step;
    long last = -Math.floorDiv(-end, step) * step;
    ClusterQuery query =
        new ClusterQuery(first * 1000, last * 1000, where, request.text("q"), 1, 0);
    List<MetricHistory.Line> lines = ask(past -> past.metrics().series(query, step, stat));
    return Json.object(
        json ->
            json.text("metric", where.get("metric"))
                .text("stat", stat.name().toLowerCase(Locale.ROOT))
                .time("from", Instant.ofEpochSecond(first))
                .number("stepSeconds", step)
                .array(
                    "series",
                    all -> {
                      for (MetricHistory.Line line : lines) {
                        all.element(
                            it -> {
                              subject(it, line.subject());
                              texts(it.text("unit", line.unit()), "attributes", line.attributes());
                              it.numbers("values", line.values());
                            });
                      }
                    }));
  }

  /** What a request asks for by columns, also where it asks for an empty one. */
  private static Map<String, String> where(
      ApiRequest request, List<String> columns, Set<String> own) {
    Set<String> known = new HashSet<>(own);
    known.addAll(columns);
    request.only(known);
    Map<String, String> where = new LinkedHashMap<>(request.parameters());
    where.keySet().retainAll(columns);
    return where;
  }

  private Instant[] time(ApiRequest request, Duration back) {
    Instant to = request.time("to", clock.instant().plus(AHEAD));
    Instant otherwise = request.text("to").isEmpty() ? to.minus(back).minus(AHEAD) : to.minus(back);
    Instant from = request.time("from", otherwise);
    if (!from.isBefore(to)
        || from.isBefore(Instant.EPOCH)
        || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiError.bad("from", from + " to " + to, "from before to, at most 400 days apart");
    }
    return new Instant[] {from, to};
  }

  private <T> T ask(java.util.function.Function<ClusterHistory, T> question) {
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      throw ApiError.unavailable("storage: " + StatusReads.health(facts).text());
    }
    try {
      return storage.cluster(question);
    } catch (Storage.HistoryException e) {
      throw ApiError.unavailable("storage: " + e.getMessage());
    }
  }

  private static void value(Json json, MetricHistory.Value value) throws IOException {
    json.time("time", Instant.ofEpochMilli(value.timeMs()))
        .text("metric", value.metric())
        .text("unit", value.unit())
        .number("value", value.value())
        .text("receiver", value.receiver());
    subject(json, value.subject());
    texts(json, "attributes", value.attributes());
  }

  private static void subject(Json json, Subject subject) throws IOException {
    json.text("kind", subject.kind())
        .textOrNull("namespace", subject.namespace())
        .text("name", subject.name())
        .textOrNull("uid", subject.uid())
        .textOrNull("node", subject.node())
        .textOrNull("workloadKind", subject.workloadKind())
        .textOrNull("workload", subject.workload())
        .textOrNull("pod", subject.pod())
        .textOrNull("container", subject.container());
  }

  private static void texts(Json json, String name, Map<String, String> texts) throws IOException {
    json.object(
        name,
        all -> {
          for (Map.Entry<String, String> one : texts.entrySet()) {
            all.text(one.getKey(), one.getValue());
          }
        });
  }

  private static void object(Json json, ObjectState object) throws IOException {
    json.time("time", Instant.ofEpochMilli(object.seenMs()))
        .textOrNull("event", object.event())
        .text("group", object.group())
        .text("version", object.version())
        .text("resource", object.resource())
        .textOrNull("namespace", object.namespace())
        .text("name", object.name())
        .textOrNull("uid", object.uid())
        .textOrNull("resourceVersion", object.resourceVersion());
    if (object.json().isEmpty()) {
      json.textOrNull("object", ""); // left out, its page is large enough
    } else {
      json.document("object", object.json());
    }
  }

  private static void event(Json json, KubeEvent event) throws IOException {
    json.time("time", Instant.ofEpochMilli(event.seenMs()))
        .text("type", event.type())
        .text("reason", event.reason())
        .text("message", event.message())
        .textOrNull("kind", event.kind())
        .textOrNull("namespace", event.namespace())
        .textOrNull("name", event.name())
        .textOrNull("uid", event.uid())
        .textOrNull("component", event.component())
        .number("count", event.count())
        .textOrNull("first", event.first())
        .textOrNull("last", event.last());
  }

  private static void entity(Json json, EntityHistory.Told told) throws IOException {
    EntityState state = told.state();
    json.time("time", Instant.ofEpochMilli(told.timeMs()))
        .text("type", state.type())
        .text("uid", state.uid())
        .textOrNull("namespace", state.namespace())
        .text("name", state.name())
        .truth("deleted", state.deleted());
    texts(json, "attributes", state.attributes());
    json.array(
        "relations",
        all -> {
          for (EntityState.Relation relation : state.relations()) {
            all.element(
                it ->
                    it.text("how", relation.how())
                        .text("type", relation.type())
                        .text("uid", relation.uid()));
          }
        });
  }
}
