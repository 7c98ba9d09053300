package dev.nodecast.agent.delta;

import dev.nodecast.agent.self.Exposition;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.ServiceMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Durations of requests under the names that OpenTelemetry has for them, in seconds, with its
 * attributes and the bounds that it advises. Belongs to the tick thread.
 */
final class ServiceText {
  private static final double MICROS = 1e-6;
  private static final int NAMESPACE = label("namespace");
  private static final int WORKLOAD = label("workload");
  private static final int SERVICE = label("service");
  private static final int ROLE = label("role");
  private static final int PROTOCOL = label("protocol");
  private static final int OPERATION = label("operation");
  private static final int TARGET = label("target");
  private static final int STATUS = label("status");

  /** Labels before this say where it runs; every kind of a container has them. */
  private static final int OWN = SERVICE;

  private record Sample(ServiceMetric metric, int slot) {}

  private ServiceText() {}

  /** Whether a column is told here and so nowhere else. */
  static boolean tells(Column column) {
    return column == ServiceKind.DURATION;
  }

  static void write(Exposition out, KindTable table, String node) {
    int column = ServiceKind.DURATION.index();
    if (table.totals == null) {
      return;
    }
    // All samples of one name stand together, of whatever protocol.
    Map<String, List<Sample>> families = new LinkedHashMap<>();
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      if (table.totals[column][slot] != null) {
        List<String> labels = table.entities[slot].shown();
        int at = slot;
        ServiceMetric.of(labels.get(PROTOCOL), labels.get(ROLE), labels.get(OPERATION))
            .ifPresent(
                metric ->
                    families
                        .computeIfAbsent(metric.prometheus(), name -> new ArrayList<>())
                        .add(new Sample(metric, at)));
      }
    }
    families.forEach(
        (name, samples) -> {
          out.family(name, "histogram", ServiceKind.DURATION.help());
          for (Sample sample : samples) {
            histogram(out, name, sample.metric(), table, sample.slot(), node);
          }
        });
  }

  /** A value counts for a bound by its bucket's middle, which is within 4.5 % of it. */
  private static void histogram(
      Exposition out, String name, ServiceMetric metric, KindTable table, int slot, String node) {
    BucketCounts counts = table.totals[ServiceKind.DURATION.index()][slot];
    Exemplars exemplars = table.entities[slot].exemplars;
    List<String> labels = labels(metric, table, slot, node);
    String[] all = labels.toArray(String[]::new);
    String[] bounded = java.util.Arrays.copyOf(all, all.length + 2);
    bounded[all.length] = "le";
    long below = 0;
    int at = 0;
    for (int i = 0; i < metric.bounds().size(); i++) {
      double bound = metric.bounds().get(i);
      while (at < counts.size() && Histogram.middle(counts.bucket(at)) * MICROS <= bound) {
        below += counts.count(at++);
      }
      bounded[all.length + 1] = String.valueOf(bound);
      out.sample(name + "_bucket", below, exemplar(exemplars, i), bounded);
    }
    bounded[all.length + 1] = "+Inf";
    out.sample(
        name + "_bucket", counts.total(), exemplar(exemplars, metric.bounds().size()), bounded);
    out.sample(name + "_count", counts.total(), all);
    double sum = 0;
    for (int i = 0; i < counts.size(); i++) {
      sum += counts.count(i) * Histogram.middle(counts.bucket(i)) * MICROS;
    }
    out.sample(name + "_sum", sum, all);
  }

  private static Exposition.Exemplar exemplar(Exemplars of, int bound) {
    return of == null ? null : of.of(bound);
  }

  private static List<String> labels(ServiceMetric metric, KindTable table, int slot, String node) {
    List<String> names = table.kind.labels();
    List<String> values = table.entities[slot].shown();
    List<String> pairs = new ArrayList<>(32);
    add(pairs, "node", node);
    for (int i = 0; i < OWN; i++) {
      add(pairs, names.get(i), values.get(i));
    }
    boolean workload = !values.get(WORKLOAD).isEmpty();
    add(pairs, "service.name", values.get(workload ? WORKLOAD : SERVICE));
    add(pairs, "service.namespace", values.get(NAMESPACE));
    add(pairs, "process.executable.name", values.get(SERVICE));
    if (!metric.system().isEmpty()) {
      add(pairs, metric.system().get(0), metric.system().get(1));
    }
    add(pairs, metric.operation(), values.get(OPERATION));
    if (!metric.target().isEmpty()) {
      add(pairs, metric.target(), values.get(TARGET));
    }
    add(pairs, metric.status(), values.get(STATUS));
    return pairs;
  }

  private static void add(List<String> pairs, String attribute, String value) {
    pairs.add(ServiceMetric.prometheus(attribute));
    pairs.add(value);
  }

  private static int label(String name) {
    return ServiceKind.KIND.labels().indexOf(name);
  }
}
