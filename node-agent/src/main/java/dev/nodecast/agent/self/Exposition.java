package dev.nodecast.agent.self;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds Prometheus text, format 0.0.4, or OpenMetrics 1.0, which has exemplars. */
public final class Exposition {
  /** What OpenMetrics' names of counters have and their families' have not. */
  private static final String TOTAL = "_total";

  /** By name: what two places tell of one family stands together, as both formats ask. */
  private final Map<String, StringBuilder> families = new LinkedHashMap<>();

  private StringBuilder out;
  private final boolean openMetrics;

  /**
   * One of the values of a bucket.
   *
   * @param value in the metric's unit
   * @param timeMs Unix milliseconds
   */
  public record Exemplar(String traceId, String spanId, double value, long timeMs) {}

  /** Prometheus text. */
  public Exposition() {
    this(false);
  }

  public Exposition(boolean openMetrics) {
    this.openMetrics = openMetrics;
  }

  /** Starts a metric family, or goes on with it. */
  public Exposition family(String name, String type, String help) {
    out = families.get(name);
    if (out != null) {
      return this;
    }
    out = new StringBuilder(1024);
    families.put(name, out);
    boolean total = openMetrics && type.equals("counter") && name.endsWith(TOTAL);
    String family = total ? name.substring(0, name.length() - TOTAL.length()) : name;
    String text = help.replace("\\", "\\\\").replace("\n", "\\n");
    out.append("# HELP ").append(family).append(' ');
    out.append(openMetrics ? text.replace("\"", "\\\"") : text);
    out.append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
    return this;
  }

  /** One sample of the family that was named last; label names and values alternate. */
  public Exposition sample(String name, double value, String... labels) {
    return sample(name, value, null, labels);
  }

  /** As {@link #sample(String, double, String...)}; the exemplar may be null. */
  public Exposition sample(String name, double value, Exemplar exemplar, String... labels) {
    out.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',')
          .append(labels[i])
          .append("=\"")
          .append(escape(labels[i + 1]))
          .append('"');
    }
    out.append(labels.length > 0 ? "} " : " ");
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    if (openMetrics && exemplar != null) {
      exemplar(exemplar);
    }
    out.append('\n');
    return this;
  }

  private void exemplar(Exemplar of) {
    out.append(" # {trace_id=\"").append(of.traceId());
    out.append("\",span_id=\"").append(of.spanId()).append("\"} ").append(of.value());
    out.append(' ').append(of.timeMs() / 1000).append('.');
    String millis = String.valueOf(1000 + of.timeMs() % 1000);
    out.append(millis, 1, millis.length());
  }

  /** All there is; nothing can be added. */
  public String end() {
    return openMetrics ? this + "# EOF\n" : toString();
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    families.values().forEach(all::append);
    return all.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
