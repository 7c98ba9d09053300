package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Catalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The past: writer, rollups, retention and history over one ClickHouse. It opens at once, also
 * while ClickHouse is away, and gets ready by itself.
 */
public final class Store implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Store.class);
  private static final long ROLLUP_SECONDS = 5;
  private static final long RETENTION_SECONDS = 30;
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /**
   * What the store runs with.
   *
   * @param url of ClickHouse, as in JDBC or plain HTTP
   * @param user empty: the address's, or {@code default}
   * @param password empty: the address's, or none
   * @param cluster name of a ClickHouse cluster; empty for one server
   * @param dataDir where the embedded engine keeps its tables; null for an external server
   * @param windowSeconds length of a window
   * @param pendingMax bytes of windows that may wait
   * @param retention how long rows are kept
   * @param minFree bytes free under which the oldest raw day goes
   * @param floor bytes free under which nothing is written
   */
  public record Options(
      String url,
      String user,
      String password,
      String cluster,
      Path dataDir,
      int windowSeconds,
      long pendingMax,
      Periods retention,
      long minFree,
      long floor) {}

  private final Database database;
  private final Committer committer;
  private final ClusterWriter cluster;
  private final Rollups rollups;
  private final Retention retention;
  private final History history;
  private final EventHistory events;
  private final SpanHistory spans;
  private final ClusterHistory clusterPast;
  private final ClusterStore waiting;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "store-keeper");
            thread.setDaemon(true);
            return thread;
          });

  private Store(Options options, ClusterStore waiting) {
    this.waiting = waiting;
    Endpoint endpoint = Endpoint.parse(options.url());
    database = new Database(endpoint, options.user(), options.password());
    Ddl ddl = new Ddl(options.cluster());
    Schema schema = new Schema(database, ddl, options.retention());
    List<Table> all = Schema.tables(Catalog.KINDS);
    List<Table> raw = all.stream().filter(t -> t.resolution() == Resolution.RAW).toList();
    long rawSeconds = options.retention().hours(Resolution.RAW) * 3600;
    rollups = new Rollups(database, all, rawSeconds, System::currentTimeMillis);
    committer =
        new Committer(
            database,
            schema,
            raw,
            options.pendingMax(),
            rollups,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    cluster = new ClusterWriter(database, schema, waiting, committer::writing);
    List<Table> kept = new ArrayList<>(all);
    kept.addAll(ClusterTables.tables());
    SpaceProbe space =
        options.dataDir() == null
            ? SpaceProbe.server(database, ddl)
            : SpaceProbe.directory(options.dataDir());
    retention =
        new Retention(
            database,
            ddl,
            kept,
            options.retention(),
            space,
            options.minFree(),
            options.floor(),
            committer,
            System::currentTimeMillis);
    events = new EventHistory(database);
    spans = new SpanHistory(database);
    clusterPast = new ClusterHistory(database);
    history =
        new History(
            database, options.windowSeconds(), options.retention(), System::currentTimeMillis);
  }

  /** What the cluster was. */
  public ClusterHistory cluster() {
    return clusterPast;
  }

  /** How storing what receivers collected goes. */
  public ClusterStore.Status clusterStatus() {
    return waiting.status();
  }

  /** What happened. */
  public EventHistory events() {
    return events;
  }

  /** Sampled exchanges. */
  public SpanHistory spans() {
    return spans;
  }

  /**
   * Opens the store; it is {@link WindowStore#ready} when ClickHouse is.
   *
   * @throws IllegalArgumentException when the address makes no sense
   */
  public static Store open(Options options) {
    return open(options, new ClusterStore());
  }

  /**
   * As {@link #open(Options)}.
   *
   * @param cluster what was collected of the cluster, also before
   */
  public static Store open(Options options, ClusterStore cluster) {
    Store store = new Store(options, cluster);
    store.committer.start();
    store.cluster.start();
    store.every(ROLLUP_SECONDS, store.rollups::tick);
    store.every(RETENTION_SECONDS, store.retention::tick);
    return store;
  }

  private void every(long seconds, Runnable task) {
    keeper.scheduleWithFixedDelay(
        () -> {
          try {
            if (committer.ready()) {
              task.run();
            }
          } catch (RuntimeException e) {
            // A scheduled task that throws would never run again.
            log.error("housekeeping", e);
          }
        },
        1,
        seconds,
        TimeUnit.SECONDS);
  }

  /** Where windows go. */
  public WindowStore windows() {
    return committer;
  }

  /** Whom to tell about commits; to be set before the first window is offered. */
  public void onCommit(WindowStore.CommitListener listener) {
    committer.listener(listener);
  }

  public History history() {
    return history;
  }

  public StoreStatus status() {
    return committer.status();
  }

  public Rollups.Status rollups() {
    return rollups.status();
  }

  public Retention.Status retention() {
    return retention.status();
  }

  /** Stores what waits, for at most some seconds; what does not get through is with the agents. */
  @Override
  public void close() {
    keeper.shutdownNow();
    // Beside the windows, not behind them: both have to be done in time.
    cluster.finish(CLOSING);
    committer.close();
    cluster.close();
    database.close();
  }
}
