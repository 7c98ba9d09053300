package dev.nodecast.web;

import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.EndpointRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Saturation;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.ServiceSparks;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import dev.nodecast.web.read.SpanRow;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Made-up services; some names are hostile. */
final class TestingServices {
  static final String CHECKOUT = "server:shop:checkout";

  private final long tick;

  TestingServices(long tick) {
    this.tick = tick;
  }

  private List<ServiceRow> all() {
    Health failing = new Health(Severity.CRITICAL, "6.1 % errors", TestingReads.START);
    Health fine = Health.of(Severity.OK, "Answers");
    return List.of(
        row(CHECKOUT, "checkout", "shop", failing, true, List.of("http1", "http2"), 1),
        row("server:shop-data:orders", "orders", "shop-data", fine, true, List.of("postgresql"), 2),
        row("client:::<b>curl", "<b>curl", "", fine, false, List.of("http1"), 3),
        new ServiceRow(
            "server:::redis-server",
            "redis-server",
            "",
            Health.of(Severity.OK, "Idle"),
            true,
            List.of("redis"),
            new Signals(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
            2,
            1,
            Saturation.UNKNOWN,
            new ServiceSparks(new float[0], new float[0], new float[0])));
  }

  private ServiceRow row(
      String key,
      String name,
      String namespace,
      Health health,
      boolean server,
      List<String> protocols,
      int seed) {
    return new ServiceRow(
        key,
        name,
        namespace,
        health,
        server,
        protocols,
        signals(seed),
        3 * seed,
        seed,
        new Saturation(0.4 * seed, seed == 3 ? Double.NaN : 2, seed == 1 ? 0.34 : 0),
        sparks(seed));
  }

  private Signals signals(int seed) {
    double wave = Samples.wave(seed, tick);
    return new Signals(
        1990 * wave,
        seed == 1 ? 121.4 * wave : 0,
        seed == 1 ? 0.061 : 0,
        0.018 / seed,
        0.094 / seed,
        0.612 / seed);
  }

  private ServiceSparks sparks(int seed) {
    return new ServiceSparks(curve(seed, 2000), curve(seed + 1, 100), curve(seed + 2, 0.6));
  }

  private float[] curve(int seed, double top) {
    float[] values = new float[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (top * Samples.wave(seed, i + tick / 4));
    }
    return values;
  }

  Services services(RowQuery query) {
    List<ServiceRow> spoken =
        all().stream()
            .filter(
                row ->
                    query.scope().kind().isEmpty()
                        || row.protocols().contains(query.scope().kind()))
            .toList();
    Rows<ServiceRow> rows =
        Selection.of(
            query,
            spoken,
            ServiceRow::key,
            Comparator.comparing((ServiceRow row) -> row.health().severity()).reversed(),
            row -> row.signals().requestsPerSecond());
    return new Services(
        new Rows<>(rows.rows(), rows.page(), rows.matching(), all().size()),
        signals(1),
        sparks(1),
        new Counts(4, 3, 0, 0, 1),
        List.of("http1", "http2", "postgresql", "redis"),
        List.of(new Missing("gpunode", "no BTF: <b>", "")),
        1);
  }

  /** Of a cluster that sees no requests at all. */
  static Services none() {
    double no = Double.NaN;
    return new Services(
        new Rows<>(List.of(), 0, 0, 0),
        new Signals(no, no, no, no, no, no),
        new ServiceSparks(new float[0], new float[0], new float[0]),
        new Counts(0, 0, 0, 0, 0),
        List.of(),
        List.of(new Missing("gpunode", "switched off by profile minimal", "")),
        7);
  }

  Optional<ServiceDetail> service(String key, List<PodRow> pods) {
    return all().stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .map(
            row ->
                new ServiceDetail(
                    row,
                    row.namespace().isEmpty()
                        ? Owner.NONE
                        : new Owner(row.namespace(), "Deployment", row.name()),
                    row.server() ? served() : List.of(),
                    List.of(endpoint("postgresql", "SELECT", "orders", 2, List.of())),
                    row.server() ? 3 : 0,
                    1,
                    Optional.of(new Subject(Subject.Kind.POD, "uid-2-0")),
                    pods,
                    calls(row, true),
                    calls(row, false),
                    row.name().equals("checkout") ? 60 : 0,
                    calls(row, false).size()));
  }

  static Spans slowest(TimeRange range) {
    List<SpanRow> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(
          new SpanRow(
              "00f067aa0ba902b" + i,
              range.to().minusSeconds(60L * i),
              2.4 / (i + 1),
              "http1",
              "POST",
              "/v1/orders/{id}<i>",
              i == 0 ? "502" : i == 1 ? "" : "200",
              i < 2,
              "checkout-7d9f8b6c5-p5r6z",
              i == 2 ? "" : "uid-2-0",
              "10.0.0." + i,
              "4bf92f3577b34da6a3ce929d0e0e473" + i));
    }
    return new Spans(rows, "");
  }

  private List<CallRow> calls(ServiceRow of, boolean callers) {
    return new TestingMap(tick)
        .calls().stream()
            .filter(call -> (callers ? call.to() : call.from()).service().equals(of.key()))
            .toList();
  }

  private List<EndpointRow> served() {
    return List.of(
        endpoint(
            "http1",
            "POST",
            "/v1/orders/{id}",
            1,
            List.of(
                new EndpointRow.Failure("502", 61),
                new EndpointRow.Failure("<i>504", 21),
                new EndpointRow.Failure("", 1),
                new EndpointRow.Failure("500", 0))),
        endpoint("http1", "GET", "/v1/<b>basket", 2, List.of()),
        endpoint("http1", "~other", "~other", 3, List.of()));
  }

  private EndpointRow endpoint(
      String protocol,
      String operation,
      String target,
      int seed,
      List<EndpointRow.Failure> failures) {
    return new EndpointRow(
        protocol + '\n' + operation + '\n' + target,
        protocol,
        operation,
        target,
        signals(seed),
        failures);
  }
}
