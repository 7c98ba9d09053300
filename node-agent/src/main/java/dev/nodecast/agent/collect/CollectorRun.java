package dev.nodecast.agent.collect;

import dev.nodecast.catalog.Group;

/** One collector and how it has fared. Belongs to the tick thread. */
public final class CollectorRun {
  private final Collector collector;
  private final long cadenceMs;
  private final Support support;
  private long lastMs = Long.MIN_VALUE;
  private long runs;
  private long failures;
  private long empty;
  private long nanos;
  private String outcome = "not run yet";

  CollectorRun(Collector collector) {
    this.collector = collector;
    this.cadenceMs = collector.groups().get(0).cadence().toMillis();
    for (Group group : collector.groups()) {
      if (group.cadence().toMillis() != cadenceMs) {
        throw new IllegalArgumentException(
            collector.name() + ": group " + group.name() + " has another cadence than the first");
      }
    }
    this.support = collector.support();
    if (support instanceof Support.Unsupported unsupported) {
      outcome = unsupported.reason();
    }
  }

  /** Due once per cadence, counted from the epoch, so that all agents read the same seconds. */
  boolean due(long timeMs) {
    return support instanceof Support.Supported
        && (lastMs == Long.MIN_VALUE
            || Math.floorDiv(timeMs, cadenceMs) != Math.floorDiv(lastMs, cadenceMs));
  }

  Collector collector() {
    return collector;
  }

  void ended(long timeMs, long tookNanos, String how, boolean failed, boolean nothing) {
    lastMs = timeMs;
    runs++;
    nanos += tookNanos;
    failures += failed ? 1 : 0;
    empty += nothing ? 1 : 0;
    outcome = how;
  }

  public String name() {
    return collector.name();
  }

  public Support support() {
    return support;
  }

  public long runs() {
    return runs;
  }

  public long failures() {
    return failures;
  }

  public long empty() {
    return empty;
  }

  public long nanos() {
    return nanos;
  }

  /** "ok", or what the last run, or the missing support, says. */
  public String outcome() {
    return outcome;
  }
}
