package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventKind;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceMetric;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is the catalog, written out. */
final class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  @Test
  void saysWhatTheCatalogSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("-Dgolden.update=true rewrites it").isEqualTo(page);
  }

  private static String page() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # What is measured

        Generated from the catalog (`proto/`, package `dev.nodecast.catalog`); `-Dgolden.update=true` on
        `MetricsPageTest` rewrites it. One section is one kind of entity and one table of the same name in
        the database `nodecast`, with rollups `<table>_1m` and `<table>_1h`; see [storage.md](storage.md).

        Every table also has `ts` (beginning of the row's time, UTC) and `node`. Counters are stored as the
        increase in the row's window; gauges as the last value, with `<column>_max` where marked *peak*;
        histograms as `<column>_buckets` and `<column>_counts`. NULL means not measured; 0 is a measured zero.
        """);
    for (Kind kind : Catalog.KINDS) {
      out.append("\n## ").append(kind.name()).append("\n\n").append(kind.help()).append('\n');
      if (!kind.labels().isEmpty()) {
        out.append("Labels: `").append(String.join("`, `", kind.labels())).append("`.\n");
      }
      out.append("\n| column | type | unit | every | OpenTelemetry | what |\n");
      out.append("|---|---|---|---|---|---|\n");
      for (Group group : kind.groups()) {
        for (Column column : group.columns()) {
          row(out, group, column);
        }
      }
    }
    services(out);
    out.append("\n## event\n\n").append(EventKind.KIND.help());
    out.append(
        " Not sampled: each is one row of the table `event`, which has no rollups.\n"
            + "Labels: `");
    out.append(String.join("`, `", EventKind.KIND.labels())).append("`; all empty: the node.\n");
    out.append("An agent sends at most ").append(Event.MAX_PER_TICK);
    out.append(" a tick; more are counted in `dropped_event_limit`.\n\n");
    out.append("| type | severity | what |\n|---|---|---|\n");
    for (EventType type : EventType.ALL) {
      out.append("| `").append(type.name()).append("` | ");
      out.append(type.severity().name().toLowerCase(Locale.ROOT)).append(" | ");
      out.append(type.help()).append(" |\n");
    }
    out.append("\n## span\n\n").append(SpanKind.KIND.help());
    out.append(
        " Each is one row of the table `span`, which has no rollups; see"
            + " [golden-signals.md](golden-signals.md).\nLabels: `");
    out.append(String.join("`, `", SpanKind.KIND.labels())).append("`.\n");
    out.append("An agent sends at most ").append(Span.MAX_PER_TICK).append(" a tick.\n");
    return out.toString();
  }

  /** What OpenTelemetry calls the rows of kind service. */
  private static void services(StringBuilder out) {
    out.append(
        """

        ## OpenTelemetry names of service rows

        What `duration_us` of a row is in OpenTelemetry follows from its protocol and role. The agent's Prometheus
        port has these histograms in seconds under the Prometheus names, with `service_name`,
        `service_namespace`, `k8s_…` or `container_…` and `host_name`, `process_executable_name`, `error_type`
        of a failure and the attributes below, dots as underscores; what is empty has no label. `grpc` is
        `http2` whose operation is `package.Service/Method`. What has no line (a broker's, a name server's
        own side) is only in the counts `nodecast_service_…` (`NODECAST_METRICS=counts`). With `aliases` the
        same is there under the name of column *elsewhere* too, with `sizes` the sizes of HTTP's messages,
        headers and all, as `http.server.request.body.size`, `http.server.response.body.size` and
        `http.client.…`, in bytes.

        | protocol | role | operations | OpenTelemetry | Prometheus | elsewhere | always | operation | target | status |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (ServiceMetric metric : ServiceMetric.ALL) {
      out.append("| ").append(metric.protocol()).append(" | ").append(metric.role());
      for (String name :
          List.of(
              metric.only(),
              metric.name(),
              metric.prometheus(),
              metric.older(),
              always(metric),
              metric.operation(),
              metric.target(),
              metric.status())) {
        out.append(" | ").append(name.isEmpty() ? "" : '`' + name + '`');
      }
      out.append(" |\n");
    }
  }

  private static String always(ServiceMetric metric) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < metric.always().size(); i += 2) {
      pairs.add(metric.always().get(i) + "=" + metric.always().get(i + 1));
    }
    return String.join(", ", pairs);
  }

  private static void row(StringBuilder out, Group group, Column column) {
    out.append("| `").append(column.name()).append("` | ");
    out.append(column.type().name().toLowerCase(Locale.ROOT)).append(column.max() ? ", peak" : "");
    String unit = column.type() == ColumnType.TEXT ? "" : '`' + column.unit().ucum() + '`';
    out.append(" | ").append(unit);
    out.append(" | ").append(group.cadence().toSeconds()).append(" s | ");
    out.append(column.otel().isEmpty() ? "" : '`' + column.otel() + '`');
    out.append(" | ").append(column.help().replace("|", "\\|"));
    if (!column.alias().isEmpty()) {
      out.append(" Also `").append(column.alias()).append("`.");
    }
    out.append(" |\n");
  }
}
