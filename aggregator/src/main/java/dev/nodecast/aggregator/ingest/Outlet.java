package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;

/**
 * Hands the windows of one stream to the store, until that has no room: from then on nothing more
 * is stored of this stream, so that no window is without the one before it. Guarded by its
 * session's monitor.
 */
final class Outlet {
  private final WindowStore store;
  private final Sessions sessions;
  private final IngestCounters counters;
  private boolean open;

  Outlet(WindowStore store, Sessions sessions, IngestCounters counters) {
    this.store = store;
    this.sessions = sessions;
    this.counters = counters;
    open = hasRoom();
  }

  private boolean hasRoom() {
    return store.ready() && store.hasRoom();
  }

  /** Whether windows are stored. */
  boolean open() {
    return open;
  }

  /** Whether nothing is stored though the store would take it: the agent is to come again. */
  boolean mayOpen() {
    return !open && hasRoom();
  }

  /**
   * Offers a window; one that is not to be stored is passed over.
   *
   * @return whether all is well; false once, when the store has no more room
   */
  boolean offer(Window window) {
    if (!open) {
      return true;
    }
    // Noted first: the store may commit it before offer returns.
    long before = sessions.accepting(window.node(), window.boot(), window.lastSeq());
    open = store.offer(window);
    if (open) {
      counters.windows.increment();
    } else {
      sessions.notAccepted(window.node(), window.boot(), before);
      counters.dropped(Reason.STORE_BUSY, window.node(), 1);
    }
    return open;
  }
}
