package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.WatchStats;
import java.util.concurrent.atomic.LongAdder;

/** What the receiver did, for its own metrics; its faults are in {@link #stats}, by reason. */
public final class ObjectCounters {
  final LongAdder objects = new LongAdder();
  final LongAdder secrets = new LongAdder();
  final LongAdder untracked = new LongAdder();

  /** Objects whose version is remembered. */
  final LongAdder known = new LongAdder();

  private final WatchStats stats = new WatchStats(known::intValue);

  ObjectCounters() {}

  /** Of lists and watches, of all entries together. */
  public WatchStats stats() {
    return stats;
  }

  /** Handed on. */
  public long objects() {
    return objects.sum();
  }

  /** Lists read to their end. */
  public long lists() {
    return stats.lists();
  }

  /** Watches begun. */
  public long watches() {
    return stats.watches();
  }

  /** Secrets that came although nobody asked for them. */
  public long secrets() {
    return secrets.sum();
  }

  /** Objects beyond {@link KnownObjects#MAX}. */
  public long untracked() {
    return untracked.sum();
  }
}
