package dev.nodecast.aggregator.kube;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What watching one kind counts; of all its namespaces together. Safe for several threads. */
public final class WatchStats {
  private final LongAdder restarts = new LongAdder();
  private final LongAdder watches = new LongAdder();
  private final LongAdder lists = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final IntSupplier objects;
  private volatile long heardMs;

  /**
   * @param objects how many are kept
   */
  public WatchStats(IntSupplier objects) {
    this.objects = objects;
  }

  /** A watch began again, after its time or a fault. */
  public void restarted() {
    restarts.increment();
  }

  /** The server began to answer to a watch. */
  public void watched() {
    watches.increment();
  }

  /** A list was read to its end. */
  public void listed() {
    lists.increment();
  }

  /**
   * Something went wrong.
   *
   * @param reason one of few words
   */
  public void error(String reason) {
    errors.computeIfAbsent(reason, key -> new LongAdder()).increment();
  }

  /** The server said something, if only that nothing happened. */
  public void heard(long nowMs) {
    heardMs = nowMs;
  }

  public int objects() {
    return objects.getAsInt();
  }

  public long restarts() {
    return restarts.sum();
  }

  public long watches() {
    return watches.sum();
  }

  public long lists() {
    return lists.sum();
  }

  /** Lists beyond the first one. */
  public long relists() {
    return Math.max(0, lists.sum() - 1);
  }

  /** By reason. */
  public Map<String, Long> errors() {
    Map<String, Long> sums = new TreeMap<>();
    errors.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  /** Seconds since the server last said something; NaN before it did. */
  public double silentSeconds(long nowMs) {
    long last = heardMs;
    return last == 0 ? Double.NaN : Math.max(0, nowMs - last) / 1e3;
  }
}
