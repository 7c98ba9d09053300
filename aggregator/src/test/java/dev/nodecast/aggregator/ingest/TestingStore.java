package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A store in memory that fails like a real one: away, full, slow, killed between two tables of one
 * window. Commits kinds in reverse order of the catalog, so {@code node} last, as the real one.
 */
final class TestingStore implements WindowStore {
  /** Rows of one kind of one window, committed. */
  record Committed(Window window, KindRows rows, long afterSeq) {}

  /** What happened, as often as it was written. */
  final List<Event> events = new ArrayList<>();

  final List<Span> spans = new ArrayList<>();

  final List<Committed> committed = new ArrayList<>();
  private final Map<String, long[]> marks = new HashMap<>();
  private final Deque<Window> waiting = new ArrayDeque<>();
  private CommitListener listener = (node, boot, seq) -> {};
  private boolean ready = true;
  private boolean full;

  synchronized void listener(CommitListener to) {
    listener = to;
  }

  synchronized void ready(boolean now) {
    ready = now;
  }

  synchronized void full(boolean now) {
    full = now;
  }

  /** Commits the oldest waiting window, if any. */
  boolean commitOne() {
    Window window;
    CommitListener to;
    synchronized (this) {
      window = waiting.poll();
      if (window == null) {
        return false;
      }
      write(window, 0);
      to = listener;
    }
    to.committed(window.node(), window.boot(), window.lastSeq());
    return true;
  }

  void commitAll() {
    while (commitOne()) {}
  }

  /** Killed while it wrote the oldest window: some tables have it, all that waited is lost. */
  synchronized void crash(Random random) {
    Window half = waiting.poll();
    if (half != null) {
      write(half, 1 + random.nextInt(TABLES));
    }
    waiting.clear();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private void write(Window window, int downTo) {
    long[] mark = mark(window.node(), window.boot());
    if (downTo <= SPANS && !window.spans().isEmpty()) {
      if (window.lastSeq() <= mark[SPANS]) {
        throw new AssertionError("spans: window up to " + window.lastSeq() + " written twice");
      }
      spans.addAll(window.spans());
      mark[SPANS] = window.lastSeq();
    }
    if (downTo <= EVENTS && !window.events().isEmpty()) {
      if (window.lastSeq() <= mark[EVENTS]) {
        throw new AssertionError("events: window up to " + window.lastSeq() + " written twice");
      }
      events.addAll(window.events());
      mark[EVENTS] = window.lastSeq();
    }
    for (int k = Catalog.KINDS.size() - 1; k >= downTo; k--) {
      for (KindRows rows : window.kinds()) {
        if (rows.kind() == Catalog.KINDS.get(k)) {
          if (window.lastSeq() <= mark[k]) {
            throw new AssertionError(
                rows.kind().name()
                    + ": window up to "
                    + window.lastSeq()
                    + " written after one up to "
                    + mark[k]);
          }
          committed.add(new Committed(window, rows, mark[k]));
          mark[k] = window.lastSeq();
        }
      }
    }
  }

  private long[] mark(String node, String boot) {
    return marks.computeIfAbsent(node + "\n" + boot, k -> new long[WindowStore.TABLES]);
  }

  @Override
  public synchronized long[] watermarks(String node, String boot) {
    if (!ready) {
      throw new IllegalStateException("store: not ready");
    }
    return mark(node, boot).clone();
  }

  @Override
  public synchronized boolean ready() {
    return ready;
  }

  @Override
  public synchronized boolean hasRoom() {
    return ready && !full;
  }

  @Override
  public synchronized boolean offer(Window window) {
    if (!ready || full) {
      return false;
    }
    if (window.kinds().stream().noneMatch(k -> k.kind() == Catalog.KINDS.get(0))) {
      throw new AssertionError("window up to " + window.lastSeq() + ": no rows of node");
    }
    waiting.add(window);
    return true;
  }
}
