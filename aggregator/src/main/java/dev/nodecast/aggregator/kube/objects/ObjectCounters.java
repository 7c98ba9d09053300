package dev.nodecast.aggregator.kube.objects;

import java.util.concurrent.atomic.LongAdder;

/** What the receiver did, for its own metrics. */
public final class ObjectCounters {
  final LongAdder objects = new LongAdder();
  final LongAdder lists = new LongAdder();
  final LongAdder watches = new LongAdder();
  final LongAdder gone = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder secrets = new LongAdder();
  final LongAdder untracked = new LongAdder();

  ObjectCounters() {}

  /** Handed on. */
  public long objects() {
    return objects.sum();
  }

  /** Lists read to their end. */
  public long lists() {
    return lists.sum();
  }

  /** Watches begun. */
  public long watches() {
    return watches.sum();
  }

  /** Watches whose past the server had forgotten (410). */
  public long gone() {
    return gone.sum();
  }

  public long failures() {
    return failures.sum();
  }

  /** Lines or objects that were not understood. */
  public long unreadable() {
    return unreadable.sum();
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
