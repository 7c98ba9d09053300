package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which metrics are collected: those by default, and what {@code +name} and {@code -name} say. */
final class MetricSwitches {
  private static final int NEAR = 3;

  private MetricSwitches() {}

  /**
   * Goes through the switches in their order.
   *
   * @param wrong hears of each switch that cannot be, and what was expected
   */
  static Set<K8sMetric> read(
      List<K8sMetric> metrics, List<String> switches, BiConsumer<String, String> wrong) {
    Set<K8sMetric> wanted = new LinkedHashSet<>();
    metrics.stream().filter(K8sMetric::byDefault).forEach(wanted::add);
    for (String one : switches) {
      boolean on = one.startsWith("+");
      String name = on || one.startsWith("-") ? one.substring(1) : "";
      List<K8sMetric> named = metrics.stream().filter(m -> m.name().equals(name)).toList();
      if (name.isEmpty()) {
        wrong.accept(one, "+name or -name");
      } else if (named.isEmpty()) {
        wrong.accept(one, near(metrics, name));
      } else if (on) {
        wanted.addAll(named);
      } else {
        wanted.removeAll(named);
      }
    }
    return wanted;
  }

  /** Those that share the most of their end and beginning with what was written. */
  private static String near(List<K8sMetric> metrics, String name) {
    return metrics.stream()
        .map(K8sMetric::name)
        .sorted(
            (a, b) -> {
              int byLikeness = Integer.compare(common(b, name), common(a, name));
              return byLikeness != 0 ? byLikeness : a.compareTo(b);
            })
        .limit(NEAR)
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static int common(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int head = 0;
    while (head < shorter && a.charAt(head) == b.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    return head + tail;
  }
}
