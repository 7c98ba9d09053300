package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.NANOSECONDS;

/** What interrupts the machine, source by source. */
public final class NodeIrqKind {
  private static final Kind.Builder B =
      Kind.named(
              "node_irq",
              "One hard interrupt (type hard, its number and the names of its handlers) or one"
                  + " softirq (type soft, its vector and name).")
          .labels("type", "number", "name");
  private static final Kind.Builder.GroupBuilder IRQ = B.group("node_irq", 1);

  public static final Column RUNS =
      IRQ.counter("runs", COUNT, "Times that a handler of it ran.", "");
  public static final Column RUN_TIME =
      IRQ.counter(
          "run_ns",
          NANOSECONDS,
          "Time in handlers, on all processors; of softirqs with what interrupted them.",
          "");
  public static final Column LATENCY =
      IRQ.histogram("latency_us", MICROSECONDS, "How long a handler ran, each time.", "");
  public static final Column DELAY =
      IRQ.histogram(
          "delay_us", MICROSECONDS, "How long a softirq waited, from its raise to its run.", "");

  public static final Kind KIND = B.build();

  private NodeIrqKind() {}
}
