package dev.nodecast.agent.collect;

import dev.nodecast.catalog.Group;
import java.util.concurrent.atomic.AtomicLong;

/** One collector and how it has fared. Written by the tick thread only; others may read. */
public final class CollectorRun {
  private final Collector collector;
  private final long cadenceMs;
  private final Support support;
  private long lastMs = Long.MIN_VALUE;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong empty = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private volatile String outcome = "not run yet";

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
    runs.incrementAndGet();
    nanos.addAndGet(tookNanos);
    failures.addAndGet(failed ? 1 : 0);
    empty.addAndGet(nothing ? 1 : 0);
    outcome = how;
  }

  public String name() {
    return collector.name();
  }

  public Support support() {
    return support;
  }

  public long runs() {
    return runs.get();
  }

  public long failures() {
    return failures.get();
  }

  public long empty() {
    return empty.get();
  }

  public long nanos() {
    return nanos.get();
  }

  /** "ok", or what the last run, or the missing support, says. */
  public String outcome() {
    return outcome;
  }
}
