package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Watermarks.Stream;
import dev.nodecast.catalog.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Windows are taken from any thread and stored by one, which also brings the schema
 * up to date and reads the watermarks before the first. It never gives up: while ClickHouse is away
 * windows wait, up to a bound, and beyond it agents keep their frames.
 */
final class Committer implements WindowStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  /** Rows of one table that make a block worth sending before its time. */
  private static final int ENOUGH_ROWS = 50_000;

  /** What windows wait for each other. */
  private static final long BATCH_MS = 1000;

  /** Between attempts of refused kinds while closing. */
  private static final long CLOSING_MS = 100;

  private static final long FIRST_BACKOFF_MS = 100;
  private static final long LONGEST_BACKOFF_MS = 5000;

  private final Database database;
  private final Schema schema;
  private final List<Table> tables;
  private final long pendingLimit;
  private final Watermarks marks = new Watermarks();
  private final WriteCounters counters = new WriteCounters();
  private final LongSupplier clock;
  private final Round round;
  private final Thread writer = new Thread(this::run, "store-writer");

  private final Object lock = new Object();
  private List<Window> incoming = new ArrayList<>();
  private final long[] incomingRows = new long[WindowStore.TABLES];
  private long incomingSince;
  private long pendingBytes;
  private int pendingWindows;
  private String paused = "";
  private boolean closing;
  private long closeDeadline;

  private volatile boolean ready;
  private volatile CommitListener listener = (node, boot, seq) -> {};

  /**
   * @param stored told about every (kind, window) that is stored, for rollups
   */
  Committer(
      Database database,
      Schema schema,
      List<Table> tables,
      long pendingLimit,
      Rollups stored,
      LongSupplier clock) {
    this.database = database;
    this.schema = schema;
    this.tables = tables;
    this.pendingLimit = pendingLimit;
    this.clock = clock;
    BlockSender sender = new BlockSender(database, counters, this::backoff);
    this.round = new Round(tables, sender, marks, counters, new Observed(stored));
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  /** Whom to tell about commits; to be set before the first window is offered. */
  void listener(CommitListener listener) {
    this.listener = listener;
  }

  @Override
  public long[] watermarks(String node, String boot) {
    if (!ready) {
      throw new IllegalStateException("watermarks: not read yet (expected: a store that is ready)");
    }
    return marks.of(new Stream(node, boot));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public boolean hasRoom() {
    synchronized (lock) {
      return ready && paused.isEmpty() && !closing && pendingBytes < pendingLimit / 4 * 3;
    }
  }

  @Override
  public boolean offer(Window window) {
    synchronized (lock) {
      // A window that is larger than the bound must get through when nothing else waits.
      boolean room = pendingBytes == 0 || pendingBytes + window.bytes() <= pendingLimit;
      if (!ready || closing || !paused.isEmpty() || !room) {
        counters.refusedOffer();
        return false;
      }
      if (incoming.isEmpty()) {
        incomingSince = clock.getAsLong();
      }
      incoming.add(window);
      pendingBytes += window.bytes();
      pendingWindows++;
      boolean enough = false;
      for (KindRows rows : window.kinds()) {
        int kind = Catalog.indexOf(rows.kind().name());
        incomingRows[kind] += rows.size();
        enough |= incomingRows[kind] >= ENOUGH_ROWS;
      }
      incomingRows[EVENTS] += window.events().size();
      enough |= incomingRows[EVENTS] >= ENOUGH_ROWS;
      incomingRows[SPANS] += window.spans().size();
      enough |= incomingRows[SPANS] >= ENOUGH_ROWS;
      if (enough || incoming.size() == 1) {
        lock.notifyAll();
      }
      return true;
    }
  }

  /** Whether the tables are there and may be written to. */
  boolean writing() {
    synchronized (lock) {
      return ready && paused.isEmpty();
    }
  }

  StoreStatus status() {
    synchronized (lock) {
      return counters.status(ready, paused, pendingBytes, pendingLimit, pendingWindows);
    }
  }

  /** Stops taking and writing windows until {@link #resume}. */
  void pause(String reason) {
    synchronized (lock) {
      paused = reason;
    }
  }

  void resume() {
    synchronized (lock) {
      paused = "";
      lock.notifyAll();
    }
  }

  /** Stores what waits, for a bounded time. */
  @Override
  public void close() {
    close(Duration.ofSeconds(8));
  }

  void close(Duration patience) {
    synchronized (lock) {
      closing = true;
      closeDeadline = clock.getAsLong() + patience.toMillis();
      lock.notifyAll();
    }
    try {
      writer.join(patience.toMillis() + 500);
      if (writer.isAlive()) {
        writer.interrupt();
        writer.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int lost;
    synchronized (lock) {
      lost = pendingWindows;
    }
    if (lost > 0) {
      log.info("closed with {} windows not stored; their frames are still with the agents", lost);
    }
  }

  private void run() {
    try {
      prepare();
      List<Pending> pendings = new ArrayList<>();
      int failures = 0;
      while (await(pendings, failures)) {
        long started = clock.getAsLong();
        failures = attempt(pendings, started) ? 0 : failures + 1;
        synchronized (lock) {
          pendingWindows = pendings.size() + incoming.size();
        }
        counters.round(clock.getAsLong() - started);
        if (failures > 0 && !backoff(failures)) {
          return;
        }
      }
    } catch (RuntimeException e) {
      // Only a defect gets here; without the writer nothing is stored, so say it loudly.
      log.error("the writer ended", e);
      ready = false;
      counters.failed("the writer ended: " + e);
    }
  }

  private boolean attempt(List<Pending> pendings, long nowMs) {
    boolean reached = round.run(pendings, nowMs);
    if (reached && round.schemaLost()) {
      try {
        schema.apply();
        round.forgetRests();
      } catch (DatabaseException e) {
        counters.failed(e);
      } catch (IllegalStateException e) {
        counters.failed(e.getMessage());
      }
    }
    return reached;
  }

  /** Until the database is there, its tables are as expected and the watermarks are known. */
  private void prepare() {
    for (int attempt = 1; ; attempt++) {
      try {
        schema.apply();
        marks.load(database, tables);
        counters.reached(true);
        ready = true;
        log.info("ready");
        return;
      } catch (DatabaseException e) {
        counters.failed(e);
        log.warn("not ready, attempt {}: {}", attempt, e.getMessage());
      } catch (IllegalStateException e) {
        counters.failed(e.getMessage());
        log.error("not ready, attempt {}: {}", attempt, e.getMessage());
      }
      if (!backoff(attempt)) {
        return;
      }
    }
  }

  /**
   * Waits until there is something to do and moves what came in to {@code pendings}.
   *
   * @return false when closing and there is nothing more to do
   */
  private boolean await(List<Pending> pendings, int failures) {
    synchronized (lock) {
      while (true) {
        long now = clock.getAsLong();
        boolean nothing = incoming.isEmpty() && pendings.isEmpty();
        if (closing && (nothing || !paused.isEmpty() || now >= closeDeadline)) {
          return false;
        }
        boolean writing = paused.isEmpty();
        if (writing && (failures > 0 || due(now) || (closing && !incoming.isEmpty()))) {
          break;
        }
        // Only refused kinds wait: their round decides whether they have rested enough.
        boolean refused = writing && incoming.isEmpty() && !pendings.isEmpty();
        long wait = writing && !incoming.isEmpty() ? incomingSince + BATCH_MS - now : BATCH_MS;
        if (!sleep(closing ? CLOSING_MS : Math.max(1, wait))) {
          return false;
        }
        if (refused) {
          break;
        }
      }
      for (Window window : incoming) {
        pendings.add(new Pending(window));
      }
      incoming = new ArrayList<>();
      Arrays.fill(incomingRows, 0);
      return true;
    }
  }

  private boolean due(long now) {
    if (incoming.isEmpty()) {
      return false;
    }
    for (long rows : incomingRows) {
      if (rows >= ENOUGH_ROWS) {
        return true;
      }
    }
    return now >= incomingSince + BATCH_MS;
  }

  /** One wait; its callers loop over their conditions. */
  @SuppressWarnings("WaitNotInLoop")
  private boolean sleep(long ms) {
    try {
      lock.wait(ms);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Exponential, a tenth of a second to five. */
  private boolean backoff(int attempt) {
    long ms = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(attempt - 1, 10));
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    synchronized (lock) {
      while (true) {
        long rest = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (closing && (clock.getAsLong() >= closeDeadline || !ready)) {
          return false;
        }
        if (rest <= 0) {
          return true;
        }
        if (!sleep(closing ? Math.min(rest, 100) : rest)) {
          return false;
        }
      }
    }
  }

  /** Passes on what a round stored; called without the lock. */
  private final class Observed implements Round.Observer {
    private final Rollups rollups;

    Observed(Rollups rollups) {
      this.rollups = rollups;
    }

    @Override
    public void stored(int kind, Window window) {
      if (kind < EVENTS) { // what is told once has no rollups
        rollups.stored(kind, window);
      }
    }

    @Override
    public void committed(Stream stream, long seq) {
      listener.committed(stream.node(), stream.boot(), seq);
    }

    @Override
    public void freed(long bytes) {
      synchronized (lock) {
        pendingBytes -= bytes;
      }
    }
  }
}
