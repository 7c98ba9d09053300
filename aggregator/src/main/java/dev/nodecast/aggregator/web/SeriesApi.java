package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.Line;
import dev.nodecast.aggregator.store.Resolution;
import dev.nodecast.aggregator.store.Series;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/series}: stored lines of any columns. Blocks. */
final class SeriesApi {
  private static final Set<String> OWN =
      Set.of("kind", "columns", "by", "range", "from", "to", "points");
  private static final int MAX_COLUMNS = 32;
  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST_RANGE = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(400);

  /** Windows are stored whole, a second later; a younger end would show a gap that is none. */
  private static final Duration LAG = Duration.ofSeconds(10);

  private final Storage storage;
  private final int windowSeconds;
  private final Clock clock;

  SeriesApi(Storage storage, int windowSeconds, Clock clock) {
    this.storage = storage;
    this.windowSeconds = windowSeconds;
    this.clock = clock;
  }

  byte[] answer(ApiRequest request) {
    Kind kind = kind(request);
    request.only(OWN, labels(kind));
    SeriesQuery query = query(request, kind);
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      throw ApiError.unavailable("storage: " + StatusReads.health(facts).text());
    }
    try {
      Series series = storage.series(query);
      return Json.object(json -> write(json, query, series));
    } catch (Storage.HistoryException e) {
      throw ApiError.unavailable("storage: " + e.getMessage());
    }
  }

  private static Kind kind(ApiRequest request) {
    int index = Catalog.indexOf(request.text("kind"));
    if (index < 0) {
      throw ApiError.bad(
          "kind",
          request.text("kind"),
          "one of " + Catalog.KINDS.stream().map(Kind::name).toList());
    }
    return Catalog.KINDS.get(index);
  }

  private static String[] labels(Kind kind) {
    List<String> labels = new ArrayList<>(kind.labels());
    labels.add("node");
    return labels.toArray(String[]::new);
  }

  private SeriesQuery query(ApiRequest request, Kind kind) {
    List<Line> lines = lines(request, kind);
    Map<String, String> where = new LinkedHashMap<>(request.parameters());
    where.keySet().removeAll(OWN);
    String by = request.text("by");
    if (!by.isEmpty() && !List.of(labels(kind)).contains(by)) {
      throw ApiError.bad("by", by, "one of " + List.of(labels(kind)));
    }
    Instant now = clock.instant().minus(LAG);
    Instant to = request.time("to", now);
    Instant from = request.time("from", to.minus(range(request)));
    if (!from.isBefore(to)
        || from.isBefore(Instant.EPOCH)
        || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiError.bad("from", from + " to " + to, "from before to, at most 400 days apart");
    }
    int points = request.number("points", SeriesQuery.MAX_POINTS, 2, SeriesQuery.MAX_POINTS);
    // Both ends are rounded to steps, which adds up to one point.
    long start = from.getEpochSecond();
    long end = Math.max(start + 1, to.getEpochSecond());
    int step = SeriesQuery.step(start, end, points - 1, windowSeconds);
    long first = Math.floorDiv(start, step) * step;
    long last = -Math.floorDiv(-end, step) * step;
    return new SeriesQuery(kind, lines, where, by, first, last, step);
  }

  private static List<Line> lines(ApiRequest request, Kind kind) {
    String[] names = request.text("columns").split(",", -1);
    if (names.length > MAX_COLUMNS) {
      throw ApiError.bad("columns", names.length + " of them", "at most " + MAX_COLUMNS);
    }
    List<Line> lines = new ArrayList<>();
    for (String name : names) {
      try {
        lines.add(Line.parse(kind, name.strip()));
      } catch (IllegalArgumentException e) {
        throw ApiError.bad("columns", name, "numbers of " + kind.name() + ": " + e.getMessage());
      }
    }
    return lines;
  }

  static Duration range(ApiRequest request) {
    String text = request.text("range");
    if (text.isEmpty()) {
      return Duration.ofHours(1);
    }
    if (text.matches("\\d{1,6}[smhd]")) {
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      Duration range =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (range.compareTo(SHORTEST) >= 0 && range.compareTo(LONGEST_RANGE) <= 0) {
        return range;
      }
    }
    throw ApiError.bad("range", text, "5m … 30d");
  }

  private static void write(Json json, SeriesQuery query, Series series) throws IOException {
    json.text("kind", query.kind().name())
        .text("source", source(series.resolution()))
        .time("from", Instant.ofEpochSecond(series.fromSeconds()))
        .number("stepSeconds", series.stepSeconds())
        .number("points", query.points());
    json.object("columns", columns -> describe(columns, query.lines()));
    json.array(
        "series",
        all -> {
          for (Map.Entry<String, double[][]> one : series.values().entrySet()) {
            all.element(
                it -> {
                  if (!query.by().isEmpty()) {
                    it.text(query.by(), one.getKey());
                  }
                  it.object("values", values -> values(values, query.lines(), one.getValue()));
                });
          }
        });
  }

  private static void describe(Json json, List<Line> lines) throws IOException {
    for (Line line : lines) {
      String stat = line.stat().name().toLowerCase(java.util.Locale.ROOT);
      String unit = line.column().unit().ucum() + (stat.equals("rate") ? "/s" : "");
      json.object(name(lines, line), it -> it.text("stat", stat).text("unit", unit));
    }
  }

  private static void values(Json json, List<Line> lines, double[][] values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      json.numbers(name(lines, lines.get(i)), values[i]);
    }
  }

  /** The column; with its stat where the column is asked for twice. */
  private static String name(List<Line> lines, Line line) {
    long same = lines.stream().filter(other -> other.column().equals(line.column())).count();
    String column = line.column().name();
    return same == 1
        ? column
        : column + ":" + line.stat().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String source(Resolution resolution) {
    return resolution == Resolution.RAW ? "raw" : resolution.suffix().substring(1);
  }
}
