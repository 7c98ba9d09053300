package dev.nodecast.agent.self;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Histogram;
import java.util.Arrays;
import java.util.List;

/** Builds Prometheus text, format 0.0.4, or OpenMetrics 1.0, which has exemplars. */
public final class Exposition implements MetricFormat {
  /** What OpenMetrics' names of counters have and their families' have not. */
  private static final String TOTAL = "_total";

  private final StringBuilder out = new StringBuilder(4096);
  private final boolean openMetrics;

  /** Prometheus text. */
  public Exposition() {
    this(false);
  }

  public Exposition(boolean openMetrics) {
    this.openMetrics = openMetrics;
  }

  @Override
  public Exposition family(String name, String type, String help) {
    boolean total = openMetrics && type.equals("counter") && name.endsWith(TOTAL);
    String family = total ? name.substring(0, name.length() - TOTAL.length()) : name;
    String text = help.replace("\\", "\\\\").replace("\n", "\\n");
    out.append("# HELP ").append(family).append(' ');
    out.append(openMetrics ? text.replace("\"", "\\\"") : text);
    out.append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
    return this;
  }

  @Override
  public Exposition sample(String name, double value, String... labels) {
    return sample(name, value, null, labels);
  }

  private Exposition sample(String name, double value, Exemplar exemplar, String... labels) {
    out.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',')
          .append(labels[i])
          .append("=\"")
          .append(escape(labels[i + 1]))
          .append('"');
    }
    out.append(labels.length > 0 ? "} " : " ");
    out.append(number(value));
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

  /**
   * A classic histogram. A value counts for a bound by its bucket's middle, which is within 4.5 %
   * of it; the sum is that of the middles.
   */
  @Override
  public Exposition histogram(
      String name,
      BucketCounts counts,
      double scale,
      List<Double> bounds,
      Exemplars exemplars,
      String... labels) {
    String[] bounded = Arrays.copyOf(labels, labels.length + 2);
    bounded[labels.length] = "le";
    long below = 0;
    int at = 0;
    double sum = 0;
    for (int i = 0; i < bounds.size(); i++) {
      double bound = bounds.get(i);
      while (at < counts.size() && Histogram.middle(counts.bucket(at)) * scale <= bound) {
        below += counts.count(at++);
      }
      bounded[labels.length + 1] = scale == 1 ? number(bound) : String.valueOf(bound);
      sample(name + "_bucket", below, exemplars.of(i), bounded);
    }
    for (int i = 0; i < counts.size(); i++) {
      sum += counts.count(i) * Histogram.middle(counts.bucket(i)) * scale;
    }
    bounded[labels.length + 1] = "+Inf";
    sample(name + "_bucket", counts.total(), exemplars.of(bounds.size()), bounded);
    sample(name + "_count", counts.total(), labels);
    return sample(name + "_sum", sum, labels);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** All there is; nothing can be added. */
  public String end() {
    return openMetrics ? out.append("# EOF\n").toString() : out.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
