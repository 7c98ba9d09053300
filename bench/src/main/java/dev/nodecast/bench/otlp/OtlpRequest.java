package dev.nodecast.bench.otlp;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.util.List;

/**
 * One export request. Each entity is a resource, so that its labels are there once and not for each
 * data point: the smallest form that keeps their meaning.
 */
final class OtlpRequest {
  private static final InstrumentationScope SCOPE =
      InstrumentationScope.newBuilder().setName("nodecast").setVersion("0.1.0").build();

  private final ExportMetricsServiceRequest.Builder request =
      ExportMetricsServiceRequest.newBuilder();
  private final String node;
  private final long nanos;
  private Kind kind;
  private ScopeMetrics.Builder scope;
  private long points;
  private long samples;

  OtlpRequest(String node, long timeMs) {
    this.node = node;
    nanos = timeMs * 1_000_000;
  }

  void entity(Kind of, List<String> labels) {
    kind = of;
    ResourceMetrics.Builder resource = request.addResourceMetricsBuilder();
    resource.getResourceBuilder().addAttributes(attribute("k8s.node.name", node));
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).isEmpty()) {
        resource.getResourceBuilder().addAttributes(attribute(key(i), labels.get(i)));
      }
    }
    scope = resource.addScopeMetricsBuilder().setScope(SCOPE);
  }

  /** OpenTelemetry's names where it has them. */
  private String key(int label) {
    String name = kind.labels().get(label);
    return switch (name) {
      case "namespace" -> "k8s.namespace.name";
      case "workload" -> "k8s.deployment.name";
      case "pod" -> "k8s.pod.name";
      case "pod_uid" -> "k8s.pod.uid";
      case "container" -> "k8s.container.name";
      case "container_id" -> "container.id";
      case "pid" -> "process.pid";
      case "start_ms" -> "process.creation.time";
      default -> name;
    };
  }

  void point(Column column, long value) {
    points++;
    Metric.Builder metric =
        scope
            .addMetricsBuilder()
            .setName(column.otel().isEmpty() ? kind.name() + "." + column.name() : column.otel())
            .setUnit(column.unit().ucum());
    NumberDataPoint.Builder point = NumberDataPoint.newBuilder().setTimeUnixNano(nanos);
    if (column.divisor() > 1) {
      point.setAsDouble((double) value / column.divisor());
    } else {
      point.setAsInt(value);
    }
    if (column.type() == ColumnType.COUNTER) {
      // Cumulative, as an SDK sends it: since a start that does not move.
      point.setStartTimeUnixNano(1_700_000_000_000_000_000L);
      metric.setSum(
          Sum.newBuilder()
              .setIsMonotonic(true)
              .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
              .addDataPoints(point));
    } else {
      metric.setGauge(Gauge.newBuilder().addDataPoints(point));
    }
  }

  ExportMetricsServiceRequest build() {
    return request.build();
  }

  /** Counts a cell, whether it has a value or not. */
  void sample() {
    samples++;
  }

  long samples() {
    return samples;
  }

  long points() {
    return points;
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
