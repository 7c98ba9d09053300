package dev.nodecast.agent.delta;

import dev.nodecast.agent.self.MetricFormat.Exemplar;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.ServiceMetric;
import dev.nodecast.catalog.Span;
import java.util.List;
import java.util.Optional;

/** The last span of each bucket of one row's durations, under its OpenTelemetry bounds. */
final class Exemplars {
  private static final int ROLE = ServiceKind.KIND.labels().indexOf("role");
  private static final int PROTOCOL = ServiceKind.KIND.labels().indexOf("protocol");
  private static final int OPERATION = ServiceKind.KIND.labels().indexOf("operation");

  private final List<Double> bounds;
  private final Span[] last;

  /**
   * @param labels of the row
   */
  Exemplars(List<String> labels) {
    Optional<ServiceMetric> metric =
        ServiceMetric.of(labels.get(PROTOCOL), labels.get(ROLE), labels.get(OPERATION));
    bounds = metric.map(ServiceMetric::bounds).orElse(List.of());
    last = new Span[bounds.size() + 1];
  }

  void take(Span span) {
    int bucket = 0;
    while (bucket < bounds.size() && span.durationUs() * 1e-6 > bounds.get(bucket)) {
      bucket++;
    }
    last[bucket] = span;
  }

  /** Of the bucket that ends at this bound, the last one at none; null: there is none. */
  Exemplar of(int bound) {
    Span span = last[bound];
    return span == null
        ? null
        : new Exemplar(
            span.traceId(),
            Span.hex(span.spanId()),
            span.durationUs() / 1e6,
            (span.startUs() + span.durationUs()) / 1000);
  }
}
