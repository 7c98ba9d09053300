package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.StructGrowth;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What the programs counted, by source and field: the sums of all increases told so far. */
final class InterruptReadings {
  private final InterruptRows rows;
  private final Map<InterruptSource, Map<String, Long>> values = new HashMap<>();

  InterruptReadings(Interrupts interrupts) {
    this.rows = interrupts.rows().orElseThrow();
  }

  /** Takes in what happened since the last call. */
  InterruptReadings read() {
    rows.read(
        source -> {
          Map<String, Long> of = values.computeIfAbsent(source, s -> new HashMap<>());
          return new StructGrowth.Increases() {
            @Override
            public void counter(int field, long by) {
              of.merge(name(field), by, Long::sum);
            }

            @Override
            public void bucket(int field, int bucket, long count) {
              of.merge(name(field), count, Long::sum);
            }
          };
        });
    return this;
  }

  /** A counter, or how many values a histogram has. */
  long value(InterruptSource source, String field) {
    return values.getOrDefault(source, Map.of()).getOrDefault(field, 0L);
  }

  /** The same over several sources. */
  long sum(Predicate<InterruptSource> of, String field) {
    return values.keySet().stream().filter(of).mapToLong(source -> value(source, field)).sum();
  }

  /** Runs of each source that had any. */
  Map<InterruptSource, Long> runs() {
    Map<InterruptSource, Long> runs = new HashMap<>();
    values.keySet().forEach(source -> runs.put(source, value(source, "runs")));
    return runs;
  }

  private static String name(int field) {
    return InterruptRows.LAYOUT.fields().get(field).name();
  }
}
