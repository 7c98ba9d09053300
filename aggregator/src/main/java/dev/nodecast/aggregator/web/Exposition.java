package dev.nodecast.aggregator.web;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

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

  /** A family of any number of labels; values that are not measured are left out. */
  Exposition family(
      String name,
      String type,
      String help,
      List<String> labels,
      Map<List<String>, ? extends Number> values) {
    boolean begun = false;
    for (Map.Entry<List<String>, ? extends Number> one : values.entrySet()) {
      double value = one.getValue().doubleValue();
      if (Double.isNaN(value)) {
        continue;
      }
      if (!begun) {
        family(name, type, help);
        begun = true;
      }
      StringJoiner pairs = new StringJoiner(",", "{", "}").setEmptyValue("");
      for (int i = 0; i < labels.size(); i++) {
        pairs.add(pair(labels.get(i), one.getKey().get(i)));
      }
      sample(name, pairs.toString(), value);
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
