package dev.nodecast.aggregator.kube.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.kubelet.KubeletMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code docs/kubernetes-metrics.md} is the lists of the receivers, written out. */
class KubernetesMetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "kubernetes-metrics.md");

  /** A receiver, what it does, and its list. */
  private record Section(String receiver, String what, List<K8sMetric> metrics) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section(
              "k8s_cluster",
              "What the API server says of its objects, once a `NODECAST_CLUSTER_INTERVAL`;"
                  + " `NODECAST_CLUSTER_METRICS` switches.",
              K8sMetrics.ALL),
          new Section(
              "kubelet_stats",
              "What each node's kubelet measures, once a `NODECAST_KUBELET_INTERVAL`;"
                  + " `NODECAST_KUBELET_METRICS` switches.",
              KubeletMetrics.ALL));

  @Test
  void saysWhatTheListsSay() throws IOException {
    String page = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("-Dgolden.update=true rewrites it").isEqualTo(page);
  }

  @Test
  void noNameIsThereTwice() {
    Set<String> names = new HashSet<>();
    for (Section section : SECTIONS) {
      section
          .metrics()
          .forEach(metric -> assertThat(names.add(metric.name())).as(metric.name()).isTrue());
    }
  }

  private static String page() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Metrics of Kubernetes

        Generated from the lists in `aggregator/` (package `dev.nodecast.aggregator.kube.metric`);
        `-Dgolden.update=true` on `KubernetesMetricsPageTest` rewrites it. Names, units and values are those of
        OpenTelemetry's receivers. A metric that is off is switched on by name, `+k8s.container.status.state`, and
        one that is on is switched off, `-k8s.pod.phase`; see [configuration.md](configuration.md).

        A gauge is a value of now; a counter only grows; an updown is a sum that may fall. A count that the
        API leaves out is 0, as that is how it writes 0; anything else that it leaves out has no point.
        """);
    for (Section section : SECTIONS) {
      out.append("\n## ").append(section.receiver()).append("\n\n");
      out.append(section.what()).append("\n\n");
      out.append("| metric | type | unit | default | attributes | what |\n");
      out.append("|---|---|---|---|---|---|\n");
      section.metrics().forEach(metric -> row(out, metric));
    }
    return out.toString();
  }

  private static void row(StringBuilder out, K8sMetric metric) {
    out.append("| `").append(metric.name()).append("` | ");
    out.append(metric.type().name().toLowerCase(Locale.ROOT)).append(" | ");
    out.append(metric.unit().isEmpty() ? "" : '`' + metric.unit() + '`').append(" | ");
    out.append(metric.byDefault() ? "on" : "off").append(" | ");
    out.append(
        metric.attributes().isEmpty() ? "" : "`" + String.join("`, `", metric.attributes()) + '`');
    out.append(" | ").append(metric.help().replace("|", "\\|")).append(" |\n");
  }
}
