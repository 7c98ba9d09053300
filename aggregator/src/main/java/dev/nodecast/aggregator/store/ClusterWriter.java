package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.BlockSender.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a {@link ClusterStore} took: by one thread, at most one block a table and second
 * unless whole blocks wait, each exactly once. It never gives up; what it cannot store stays in the
 * queue, which is bounded.
 */
final class ClusterWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterWriter.class);
  private static final long BATCH_MS = 1000;
  private static final long FIRST_BACKOFF_MS = 100;
  private static final long LONGEST_BACKOFF_MS = 5000;

  private final Database database;
  private final Schema schema;
  private final ClusterStore store;
  private final BooleanSupplier writing;
  private final WriteCounters counters = new WriteCounters();
  private final BlockSender sender;
  private final SeenObjects seen = new SeenObjects();
  private final String origin = UUID.randomUUID().toString().substring(0, 8);
  private final BlockBuffer buffer = new BlockBuffer();
  private final DictionaryColumn dictionary = new DictionaryColumn();
  private final Thread thread = new Thread(this::run, "cluster-writer");

  private boolean loaded;
  private long batches;
  private boolean closing;
  private long deadlineMs;
  private long lastRoundMs;

  /**
   * @param writing whether the tables are there and may be written to
   */
  ClusterWriter(Database database, Schema schema, ClusterStore store, BooleanSupplier writing) {
    this.database = database;
    this.schema = schema;
    this.store = store;
    this.writing = writing;
    sender = new BlockSender(database, counters, this::backoff);
    thread.setDaemon(true);
  }

  void start() {
    store.writer(this);
    thread.start();
  }

  long recovered() {
    return counters.status(true, "", 0, 0, 0).recovered();
  }

  String lastError() {
    return counters.status(true, "", 0, 0, 0).lastError();
  }

  private void run() {
    int failures = 0;
    while (await()) {
      try {
        failures = round() ? 0 : failures + 1;
      } catch (DatabaseException e) {
        counters.failed(e);
        failures++;
      } catch (RuntimeException e) {
        // A defect: rows that cannot be written must not stop those behind them.
        log.error("rows dropped", e);
        counters.failed(String.valueOf(e));
        dropTaken();
      }
      if (failures > 0 && !backoff(failures)) {
        return;
      }
    }
  }

  /** False when all is stored and nothing more comes, or time is up. */
  private boolean await() {
    synchronized (store.lock) {
      while (true) {
        boolean empty = store.queues().stream().allMatch(ClusterQueue::isEmpty);
        boolean full = store.queues().stream().anyMatch(ClusterQueue::full);
        long now = now();
        if (closing && (empty || now >= deadlineMs)) {
          return false;
        }
        long rest = closing || full ? 0 : lastRoundMs + BATCH_MS - now;
        if (!empty && rest <= 0 && writing.getAsBoolean()) {
          lastRoundMs = now;
          return true;
        }
        if (!sleep(rest > 0 ? rest : BATCH_MS / 4)) {
          return false;
        }
      }
    }
  }

  /** One block of each table; false when there is no use in trying on now. */
  private boolean round() {
    if (!loaded) {
      seen.load(database);
      loaded = true;
    }
    boolean stored = true;
    for (ClusterQueue<?> queue : store.queues()) {
      stored &= write(queue);
    }
    return stored;
  }

  private <R> boolean write(ClusterQueue<R> queue) {
    synchronized (store.lock) {
      if (queue.taken().isEmpty()) {
        queue.take();
        unseen(queue);
      }
    }
    List<R> rows = queue.taken();
    Sent sent = rows.isEmpty() ? Sent.STORED : send(queue.table(), rows);
    if (sent == Sent.STORED) {
      synchronized (store.lock) {
        store.done(queue, rows.size());
      }
      return true;
    }
    if (sent == Sent.REFUSED) {
      refused(queue.table().table());
    }
    return false;
  }

  /** Of objects, those whose state is not stored. */
  private <R> void unseen(ClusterQueue<R> queue) {
    if (queue.table() == ClusterTables.OBJECT) {
      int before = queue.taken().size();
      store.objects.taken().removeIf(seen::again);
      store.dropped("already_stored", before - queue.taken().size());
    }
  }

  private <R> Sent send(RowTable<R> table, List<R> rows) {
    String batch = origin + '-' + batches++;
    table.write(new RowColumn.Target(buffer, dictionary, batch), rows);
    long day = table.day(rows.get(0)) * 86_400;
    return sender.send(
        table.table(),
        buffer.array(),
        buffer.length(),
        table.settings(),
        asked -> stored(asked, table.table(), batch, day, rows.size()));
  }

  /** On a cluster each shard has its own part of a block, so all of it has to be there. */
  private static boolean stored(
      Database database, Table table, String batch, long day, int expected) {
    return database
            .query(
                "SELECT toInt64(count()) AS n FROM "
                    + table.qualified()
                    + " WHERE batch = {batch:String}"
                    + " AND ts >= toDateTime({day:Int64}, 'UTC')"
                    + " AND ts < toDateTime({day:Int64}, 'UTC') + 86400",
                Map.of("batch", batch, "day", day),
                row -> row.getLong("n"))
            .get(0)
        == expected;
  }

  private void refused(Table table) {
    DatabaseException refusal = sender.lastFailure();
    log.warn("{}: refused, waits: {}", table.name(), refusal.getMessage());
    if (refusal.schemaLost()) {
      try {
        schema.apply();
      } catch (IllegalStateException e) {
        counters.failed(e.getMessage());
      }
    }
  }

  private void dropTaken() {
    synchronized (store.lock) {
      for (ClusterQueue<?> queue : store.queues()) {
        store.dropped("defect", queue.taken().size());
        store.done(queue, 0);
      }
    }
  }

  /** Exponential, a tenth of a second to five; false when time is up. */
  private boolean backoff(int attempt) {
    long ms = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(attempt - 1, 10));
    long until = now() + ms;
    synchronized (store.lock) {
      while (true) {
        long now = now();
        if (closing && now >= deadlineMs) {
          return false;
        }
        if (now >= until) {
          return true;
        }
        if (!sleep(closing ? Math.min(100, until - now) : until - now)) {
          return false;
        }
      }
    }
  }

  /** One wait; its callers loop over their conditions. */
  @SuppressWarnings("WaitNotInLoop")
  private boolean sleep(long ms) {
    try {
      store.lock.wait(ms);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Begins to close: what waits is stored at once, until time is up. */
  void finish(Duration patience) {
    synchronized (store.lock) {
      closing = true;
      deadlineMs = now() + patience.toMillis();
      store.lock.notifyAll();
    }
  }

  /** Waits for what {@link #finish} began; what is not stored in time is counted as dropped. */
  @Override
  public void close() {
    long rest;
    synchronized (store.lock) {
      if (!closing) {
        finish(Duration.ZERO);
      }
      rest = Math.max(0, deadlineMs - now());
    }
    try {
      // A statement under way may end after the time is up; it is not waited for long.
      thread.join(rest + 500);
      thread.interrupt();
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.closed();
  }
}
