package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.WatchStats;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** What the receiver did, for its own metrics. */
public final class ObjectCounters {
  private static final Set<String> FORGOTTEN = Set.of("expired", "gone");

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

  /** Lists and watches whose past the server had forgotten (410). */
  public long gone() {
    return sum(FORGOTTEN::contains);
  }

  /** What else went wrong, but for a server that hung up on a watch at once. */
  public long failures() {
    return sum(reason -> !FORGOTTEN.contains(reason) && !reason.equals("short"));
  }

  /** Answers that were not understood. */
  public long unreadable() {
    return sum(reason -> reason.equals("garbage") || reason.equals("unversioned"));
  }

  private long sum(Predicate<String> reasons) {
    return stats.errors().entrySet().stream()
        .filter(error -> reasons.test(error.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
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
