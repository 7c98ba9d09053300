package dev.nodecast.aggregator;

import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows the end of the newest window that is stored. What waits is bounded by the store's bound on
 * waiting windows.
 */
final class CommitClock implements WindowStore.CommitListener {
  private record Sequence(String node, String boot) {}

  private record Waiting(long seq, long endMs) {}

  private final Map<Sequence, ArrayDeque<Waiting>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong storedMs = new AtomicLong();
  private final WindowStore.CommitListener next;

  CommitClock(WindowStore.CommitListener next) {
    this.next = next;
  }

  void taken(Window window) {
    waiting.compute(
        new Sequence(window.node(), window.boot()),
        (key, before) -> {
          ArrayDeque<Waiting> windows = before == null ? new ArrayDeque<>() : before;
          windows.add(new Waiting(window.lastSeq(), window.startMs() + window.lengthMs()));
          return windows;
        });
  }

  /** It was not taken after all: its frames come again. */
  void refused(Window window) {
    waiting.computeIfPresent(
        new Sequence(window.node(), window.boot()),
        (key, windows) -> {
          windows.removeIf(one -> one.seq() == window.lastSeq());
          return windows.isEmpty() ? null : windows;
        });
  }

  @Override
  public void committed(String node, String boot, long seq) {
    waiting.computeIfPresent(
        new Sequence(node, boot),
        (key, windows) -> {
          while (!windows.isEmpty() && windows.peek().seq() <= seq) {
            storedMs.accumulateAndGet(windows.poll().endMs(), Math::max);
          }
          return windows.isEmpty() ? null : windows;
        });
    next.committed(node, boot, seq);
  }

  /** EPOCH when none was since start. */
  Instant upTo() {
    return Instant.ofEpochMilli(storedMs.get());
  }
}
