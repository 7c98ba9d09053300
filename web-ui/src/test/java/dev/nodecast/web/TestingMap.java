package dev.nodecast.web;

import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapLine;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A made-up shop and who calls whom in it; one name is hostile. */
final class TestingMap {
  private static final String HOSTILE = "</title></svg><script>alert(1)</script>'\"&";

  /** Column, row, namespace and name. */
  private static final String[] BOXES = {
    "0 3 - internet",
    "1 2 edge web-frontend",
    "1 3 edge mobile-bff",
    "1 4 edge api-gateway",
    "2 1 shop search",
    "2 2 shop catalog",
    "2 3 shop cart",
    "2 4 shop checkout",
    "2 5 shop users",
    "2 6 shop orders-worker",
    "3 1 shop pricing",
    "3 2 shop inventory",
    "3 3 shop payment",
    "3 4 shop shipping",
    "3 5 shop fraud",
    "4 0 shop-data search-index",
    "4 1 shop-data redis-cart",
    "4 2 shop-data postgres-orders",
    "4 3 shop-data kafka",
    "4 5 shop-data " + HOSTILE,
    "5 4 - card-gateway",
  };

  private static final String[] CALLS = {
    "internet web-frontend http1 3120",
    "internet mobile-bff http1 1480",
    "internet api-gateway http2 1810",
    "web-frontend search http1 620",
    "web-frontend catalog http2 2900",
    "web-frontend cart http1 840",
    "web-frontend checkout http1 1610",
    "web-frontend users http1 700",
    "mobile-bff catalog http2 1200",
    "mobile-bff cart http1 400",
    "api-gateway checkout http1 340",
    "api-gateway users http2 280",
    "checkout pricing http2 1988",
    "checkout inventory http2 1204",
    "checkout payment http2 402",
    "checkout kafka kafka 780",
    "checkout postgres-orders postgresql 3940",
    "catalog pricing http2 302",
    "catalog inventory http2 406",
    "search search-index http1 1780",
    "cart redis-cart redis 14200",
    "cart cart http1 3",
    "users " + HOSTILE + " postgresql 1310",
    "orders-worker checkout http1 0",
    "orders-worker shipping http1 310",
    "orders-worker fraud http1 96",
    "payment card-gateway http1 402",
    "payment kafka kafka 412",
    "inventory postgres-orders postgresql 1610",
    "shipping kafka kafka 310",
    "fraud kafka kafka 402",
    "kafka orders-worker http1 12"
  };

  private final long tick;
  private final Map<String, MapBox> boxes = new LinkedHashMap<>();

  TestingMap(long tick) {
    this.tick = tick;
    for (String box : BOXES) {
      String[] parts = box.split(" ", 4);
      String namespace = parts[2].equals("-") ? "" : parts[2];
      CallEnd end =
          namespace.isEmpty()
              ? new CallEnd(
                  (parts[0].equals("0") ? "from-" : "to-") + "outside:::" + parts[3],
                  CallEnd.Kind.OUTSIDE,
                  parts[3],
                  "",
                  "")
              : new CallEnd(
                  "workload:" + namespace + ":" + parts[3] + ":",
                  CallEnd.Kind.WORKLOAD,
                  parts[3],
                  namespace,
                  "server:" + namespace + ":" + parts[3]);
      boxes.put(
          parts[3],
          new MapBox(
              end,
              health(parts[3]),
              signals(parts[3].length() * 300, severity(parts[3])),
              !parts[0].equals("0"),
              1,
              2,
              Integer.parseInt(parts[0]),
              Integer.parseInt(parts[1])));
    }
  }

  private static Severity severity(String name) {
    return switch (name) {
      case "checkout" -> Severity.CRITICAL;
      case "postgres-orders" -> Severity.WARNING;
      case "fraud" -> Severity.UNKNOWN;
      default -> Severity.OK;
    };
  }

  private static Health health(String name) {
    return switch (severity(name)) {
      case CRITICAL -> Health.of(Severity.CRITICAL, "6.1 % errors");
      case WARNING -> Health.of(Severity.WARNING, "1.2 % errors");
      case UNKNOWN -> Health.of(Severity.UNKNOWN, "Its agents are silent");
      case OK -> Health.of(Severity.OK, "Answers");
    };
  }

  private Signals signals(double rate, Severity severity) {
    double now = rate * Samples.wave((int) rate, tick);
    double share = severity == Severity.CRITICAL ? 0.061 : severity == Severity.WARNING ? 0.012 : 0;
    return rate == 0
        ? new Signals(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new Signals(now, now * share, share, 0.018, 0.094, 0.612);
  }

  List<CallRow> calls() {
    List<CallRow> rows = new ArrayList<>();
    for (String call : CALLS) {
      String[] words = call.replace(HOSTILE, "HOSTILE").split(" ", 4);
      MapBox from = boxes.get(words[0].replace("HOSTILE", HOSTILE));
      MapBox to = boxes.get(words[1].replace("HOSTILE", HOSTILE));
      double rate = Double.parseDouble(words[3]);
      rows.add(
          new CallRow(
              from.end().key() + '\n' + to.end().key() + '\n' + words[2],
              from.end(),
              to.end(),
              words[2],
              rate == 0 ? Health.of(Severity.OK, "Idle") : health(to.end().name()),
              signals(rate, severity(to.end().name())),
              rate * 310,
              rate * 1200,
              !to.end().namespace().isEmpty()));
    }
    return rows;
  }

  ServiceMap map(MapQuery query) {
    RowQuery rows = query.rows();
    List<CallRow> calls =
        calls().stream()
            .filter(
                row ->
                    (rows.scope().kind().isEmpty() || row.protocol().equals(rows.scope().kind()))
                        && (query.focus().isEmpty()
                            || row.from().key().equals(query.focus())
                            || row.to().key().equals(query.focus())))
            .toList();
    List<MapBox> shown =
        boxes.values().stream()
            .filter(
                box ->
                    calls.stream()
                        .anyMatch(
                            row -> row.from().equals(box.end()) || row.to().equals(box.end())))
            .toList();
    List<CallEnd> ends = shown.stream().map(MapBox::end).toList();
    List<MapLine> lines =
        calls.stream()
            .map(
                row ->
                    new MapLine(
                        ends.indexOf(row.from()),
                        ends.indexOf(row.to()),
                        List.of(row.protocol()),
                        row.health().severity(),
                        row.signals()))
            .toList();
    Rows<CallRow> page =
        Selection.of(
            rows,
            calls,
            CallRow::key,
            Comparator.comparing((CallRow row) -> row.health().severity()).reversed(),
            row -> row.signals().requestsPerSecond());
    return new ServiceMap(
        shown,
        lines,
        6,
        7,
        true,
        true,
        boxes.values().stream()
            .map(MapBox::end)
            .filter(end -> end.key().equals(query.focus()))
            .findFirst(),
        0,
        BOXES.length,
        new Counts(BOXES.length, BOXES.length - 3, 1, 1, 1),
        page,
        List.of("edge", "shop", "shop-data"),
        List.of("http1", "http2", "kafka", "postgresql", "redis"),
        true,
        List.of(new Missing("gpunode", "no BTF: <b>", "")),
        1);
  }

  /** Of a cluster in which nobody is seen to call anybody. */
  static ServiceMap none(boolean requestsSeen, int offNodes) {
    return new ServiceMap(
        List.of(),
        List.of(),
        0,
        0,
        false,
        false,
        Optional.empty(),
        0,
        0,
        new Counts(0, 0, 0, 0, 0),
        new Rows<>(List.of(), 0, 0, 0),
        List.of(),
        List.of(),
        requestsSeen,
        offNodes == 0 ? List.of() : List.of(new Missing("gpunode", "switched off <b>", "")),
        offNodes);
  }
}
