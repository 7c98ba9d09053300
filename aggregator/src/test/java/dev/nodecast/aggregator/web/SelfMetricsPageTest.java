package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables of docs/self-observation.md about Kubernetes are the lists, written out. */
class SelfMetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "self-observation.md");
  private static final String BEGIN = "<!-- generated: SelfMetricsPageTest -->\n";
  private static final String END = "<!-- end -->\n";

  /** Metrics of one part of the program, and when they are there. */
  private record Section(String title, String what, List<? extends SelfMetric<?>> metrics) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section(
              "Watching the cluster", "By kind of object, as in the API.", ClusterMetrics.ALL),
          new Section(
              "Telling agents of their pods",
              "`nodecast_ingest_inventory_bytes_total` says how many bytes that took.",
              ReceiverMetrics.INVENTORY),
          new Section(
              "Finding the other ends of connections",
              "Also without a cluster; see [golden-signals.md](golden-signals.md#service-map).",
              ReceiverMetrics.EDGES),
          new Section("k8s_cluster", "", ReceiverMetrics.CLUSTER),
          new Section(
              "kubelet_stats",
              "Not where `NODECAST_KUBELET_STATS` is off.",
              ReceiverMetrics.KUBELET),
          new Section("k8s_objects", "", ReceiverMetrics.OBJECTS),
          new Section(
              "Storing what they collect", "Also without a cluster.", ReceiverMetrics.STORED));

  @Test
  void saysWhatTheListsSay() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(end).as("the marks of what is generated").isGreaterThanOrEqualTo(begin);
    String now = page.substring(0, begin) + sections() + page.substring(end);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, now);
    }
    assertThat(Files.readString(PAGE)).as("-Dgolden.update=true rewrites it").isEqualTo(now);
  }

  @Test
  void namesSayUnitAndType() {
    Set<String> names = new HashSet<>();
    SECTIONS.stream()
        .<SelfMetric<?>>flatMap(section -> section.metrics().stream())
        .forEach(
            metric -> {
              assertThat(names.add(metric.name())).as(metric.name()).isTrue();
              assertThat(metric.name()).matches("nodecast_[a-z0-9_]+");
              assertThat(metric.name().endsWith("_total"))
                  .as(metric.name())
                  .isEqualTo(metric.type() == SelfMetric.Type.COUNTER);
              assertThat(metric.labels()).hasSizeLessThanOrEqualTo(2);
            });
  }

  private static String sections() {
    StringBuilder out = new StringBuilder();
    for (Section section : SECTIONS) {
      out.append("\n### ").append(section.title()).append("\n\n");
      out.append(section.what().isEmpty() ? "" : section.what() + "\n\n");
      out.append("| name | type | labels | what |\n|---|---|---|---|\n");
      section.metrics().forEach(metric -> out.append(row(metric)));
    }
    return out.append('\n').toString();
  }

  private static String row(SelfMetric<?> metric) {
    String labels = String.join(", ", metric.labels().stream().map(l -> "`" + l + "`").toList());
    return "| `"
        + metric.name()
        + "` | "
        + metric.type().name().toLowerCase(Locale.ROOT)
        + " | "
        + labels
        + " | "
        + metric.help()
        + " |\n";
  }
}
