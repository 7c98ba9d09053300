package dev.nodecast.aggregator.web;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prometheus text format 0.0.4, families in the order of their first sample. A family is written
 * once, and so is a series: the second one is a defect of this program and thrown.
 */
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(8192);
  private final Set<String> families = new HashSet<>();

  Exposition counter(String name, String help, double value) {
    family(name, "counter", help);
    sample(name, "", value);
    return this;
  }

  /** A counter with one label. */
  Exposition counters(String name, String help, String label, Map<String, Long> values) {
    if (!values.isEmpty()) {
      family(name, "counter", help);
      values.forEach((of, value) -> sample(name, label(label, of), value));
    }
    return this;
  }

  /** A counter with two labels: values by the first one and then by the second. */
  Exposition counters(
      String name, String help, List<String> labels, Map<String, Map<String, Long>> values) {
    if (values.values().stream().anyMatch(of -> !of.isEmpty())) {
      family(name, "counter", help);
      values.forEach(
          (first, by) ->
              by.forEach(
                  (second, value) ->
                      sample(
                          name,
                          "{"
                              + pair(labels.get(0), first)
                              + ","
                              + pair(labels.get(1), second)
                              + "}",
                          value)));
    }
    return this;
  }

  /** Left out when not measured. */
  Exposition gauge(String name, String help, double value) {
    if (!Double.isNaN(value)) {
      family(name, "gauge", help);
      sample(name, "", value);
    }
    return this;
  }

  Exposition gauges(String name, String help, String label, Map<String, ? extends Number> values) {
    if (!values.isEmpty()) {
      family(name, "gauge", help);
      values.forEach((of, value) -> sample(name, label(label, of), value.doubleValue()));
    }
    return this;
  }

  String text() {
    return out.toString();
  }

  private void family(String name, String type, String help) {
    if (!families.add(name)) {
      throw new IllegalStateException("metric " + name + ": written twice (expected: once)");
    }
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String label(String name, String value) {
    return "{" + pair(name, value) + "}";
  }

  private static String pair(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  private void sample(String name, String labels, double value) {
    out.append(name).append(labels).append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    out.append('\n');
  }
}
