package dev.nodecast.aggregator.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A metric that the aggregator has about itself, as {@code /metrics} and docs/self-observation.md
 * tell it.
 *
 * @param labels none, one or two, of bounded sets of values
 * @param values of what it is about, by the labels' values
 */
record SelfMetric<S>(
    String name,
    Type type,
    List<String> labels,
    String help,
    Function<S, Map<List<String>, ? extends Number>> values) {

  enum Type {
    COUNTER,
    GAUGE
  }

  static <S> SelfMetric<S> counter(String name, String help, ToDoubleFunction<S> value) {
    return new SelfMetric<>(name, Type.COUNTER, List.of(), help, single(value));
  }

  static <S> SelfMetric<S> gauge(String name, String help, ToDoubleFunction<S> value) {
    return new SelfMetric<>(name, Type.GAUGE, List.of(), help, single(value));
  }

  /** A counter with one label. */
  static <S> SelfMetric<S> counters(
      String name, String label, String help, Function<S, ? extends Map<String, Long>> values) {
    return new SelfMetric<>(
        name,
        Type.COUNTER,
        List.of(label),
        help,
        of -> {
          Map<List<String>, Long> by = new TreeMap<>(SelfMetric::compare);
          values.apply(of).forEach((value, count) -> by.put(List.of(value), count));
          return by;
        });
  }

  private static <S> Function<S, Map<List<String>, ? extends Number>> single(
      ToDoubleFunction<S> value) {
    return of -> Map.of(List.of(), value.applyAsDouble(of));
  }

  /** The order of label values. */
  static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  void write(Exposition out, S of) {
    out.family(name, type == Type.COUNTER ? "counter" : "gauge", help, labels, values.apply(of));
  }
}
