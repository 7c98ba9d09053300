package dev.nodecast.aggregator;

import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.aggregator.store.Store;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store, which opens when its engine runs. Until then it takes no windows: agents keep their
 * frames, and all else works. The store is never opened on a port that our own engine did not get,
 * where another ClickHouse may answer.
 */
final class LateStore implements WindowStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateStore.class);
  private static final long RETRY_SECONDS = 5;

  private final CommitClock commits;
  private final Function<String, Store> open;
  private final Instant started = Instant.now();
  private volatile EmbeddedClickHouse engine;
  private volatile Store store;
  private volatile String reason = "starting";
  private volatile Thread starter;
  private volatile boolean closing;

  /**
   * @param open opens the store at a URL
   * @param listener told about commits
   */
  LateStore(Function<String, Store> open, CommitListener listener) {
    this.open = open;
    commits = new CommitClock(listener);
  }

  /** On a ClickHouse that somebody else runs. */
  LateStore external(String url) {
    opened(url);
    return this;
  }

  /** On our own engine, started by a thread of its own, again and again until it runs. */
  LateStore embedded(EmbeddedClickHouse.Options options) {
    starter = new Thread(() -> start(options), "clickhouse-start");
    starter.setDaemon(true);
    starter.start();
    return this;
  }

  private void start(EmbeddedClickHouse.Options options) {
    while (!closing) {
      try {
        EmbeddedClickHouse running = EmbeddedClickHouse.start(options);
        engine = running;
        if (closing) {
          running.close();
          return;
        }
        opened(running.url().toString());
        return;
      } catch (IOException | RuntimeException e) {
        String now = String.valueOf(e.getMessage());
        if (!now.equals(reason)) {
          LOG.error("clickhouse does not start, trying again each {} s: {}", RETRY_SECONDS, now);
        }
        reason = now;
      }
      try {
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void opened(String url) {
    if (closing) {
      return;
    }
    Store now = open.apply(url);
    now.onCommit(commits);
    reason = "";
    store = now;
  }

  /** Null until it is open. */
  Store store() {
    return store;
  }

  /** Null when there is none, or none yet. */
  EmbeddedClickHouse engine() {
    return engine;
  }

  /** Why the store is not open; empty when it is. */
  String reason() {
    return reason;
  }

  Instant started() {
    return started;
  }

  CommitClock commits() {
    return commits;
  }

  @Override
  public long[] watermarks(String node, String boot) {
    Store now = store;
    if (now == null) {
      throw new IllegalStateException("store: " + reason + " (expected: ready)");
    }
    return now.windows().watermarks(node, boot);
  }

  @Override
  public boolean ready() {
    Store now = store;
    return now != null && now.windows().ready();
  }

  @Override
  public boolean hasRoom() {
    Store now = store;
    return now != null && now.windows().hasRoom();
  }

  @Override
  public boolean offer(Window window) {
    Store now = store;
    if (now == null) {
      return false;
    }
    // Before the offer: it may be committed before offer returns.
    commits.taken(window);
    boolean taken = now.windows().offer(window);
    if (!taken) {
      commits.refused(window);
    }
    return taken;
  }

  /** Stores what waits, bounded in time; the engine goes on. */
  synchronized void flush() {
    closing = true;
    if (starter != null) {
      starter.interrupt();
    }
    if (store != null) {
      store.close();
    }
  }

  @Override
  public void close() {
    flush();
    if (engine != null) {
      engine.close();
    }
  }
}
