package dev.nodecast.bench;

import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.Periods;
import dev.nodecast.aggregator.store.Store;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Sql;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bench.sim.ContainerFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The aggregator's store over an embedded engine of its own, on a free port and in a new place. */
final class StoreUnderTest implements AutoCloseable {
  static final int WINDOW_SECONDS = 5;

  private final TempDir directory;
  private final EmbeddedClickHouse engine;
  private final Thread hook;
  private final Store store;
  private final ClusterStore cluster = new ClusterStore();
  private final Sql sql;
  private final Map<String, Long> committed = new ConcurrentHashMap<>();
  private final Map<String, Long> offered = new HashMap<>();

  StoreUnderTest(String purpose, long needBytes) throws Skip, IOException, InterruptedException {
    Path library = library();
    directory = new TempDir(purpose);
    EmbeddedClickHouse started = null;
    try {
      long free = Files.getFileStore(directory.path()).getUsableSpace();
      if (free < needBytes) {
        throw new Skip(
            directory.path()
                + ": "
                + (free >> 20)
                + " MiB free (expected: "
                + (needBytes >> 20)
                + " MiB)");
      }
      started =
          EmbeddedClickHouse.start(
              EmbeddedClickHouse.Options.of(library, directory.path().resolve("data"), 0));
      engine = started;
      // Interrupted: the directory's own hook waits until nothing is written any more.
      hook = new Thread(engine::close);
      Runtime.getRuntime().addShutdownHook(hook);
      sql = new Sql(engine.url());
      store =
          Store.open(
              new Store.Options(
                  engine.url().toString(),
                  "",
                  "",
                  "",
                  directory.path(),
                  WINDOW_SECONDS,
                  256L << 20,
                  new Periods(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(365)),
                  256L << 20,
                  64L << 20),
              cluster);
      store.onCommit((node, boot, seq) -> committed.put(node, seq));
      Await.until("store", Duration.ofSeconds(60), store.windows()::ready);
    } catch (IOException | InterruptedException | Skip | RuntimeException e) {
      if (started != null) {
        started.close();
      }
      directory.close();
      throw e;
    }
  }

  /** The engine where the set-up puts it. */
  static Path library() throws Skip, IOException {
    String set = System.getenv("NODECAST_CLICKHOUSE_LIBRARY");
    if (set != null && !set.isEmpty()) {
      return Path.of(set);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        (cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cache))
            .resolve("nodecast/clickhouse");
    if (Files.isDirectory(root)) {
      try (Stream<Path> versions = Files.list(root)) {
        Optional<Path> found =
            versions.map(dir -> dir.resolve("libchdb.so")).filter(Files::isReadable).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new Skip(root + ": no libchdb.so (expected: as `make setup` fetches it)");
  }

  Sql sql() {
    return sql;
  }

  /** Takes what receivers collect of a cluster. */
  ClusterStore cluster() {
    return cluster;
  }

  Store store() {
    return store;
  }

  long enginePid() {
    return engine.state().pid();
  }

  /** Hands a window over, waiting while the store is at its bound. */
  void offer(Window window) throws IOException, InterruptedException {
    Await.until(
        "room in the store",
        Duration.ofMinutes(2),
        Duration.ofMillis(2),
        () -> store.windows().offer(window));
    offered.put(window.node(), window.lastSeq());
  }

  /**
   * Writes consecutive windows.
   *
   * @param together windows that are offered before the store has to have them all
   */
  void fill(ContainerFleet fleet, long startMs, int windows, int together)
      throws IOException, InterruptedException {
    for (int w = 0; w < windows; w++) {
      for (Window window : fleet.next(startMs + w * 1000L * WINDOW_SECONDS)) {
        offer(window);
      }
      if (w % together == together - 1) {
        drain();
      }
    }
    drain();
  }

  /** Until all that was offered is in the tables. */
  void drain() throws IOException, InterruptedException {
    Await.until("commit", Duration.ofMinutes(2), () -> committed.equals(offered));
  }

  /** Rows, bytes on disk and active parts of a table. */
  long[] size(String table) throws IOException, InterruptedException {
    return Arrays.stream(
            sql.row(
                    "SELECT sum(rows), sum(data_compressed_bytes), count() FROM system.parts"
                        + " WHERE active AND database = 'nodecast' AND table = '"
                        + table
                        + "'")
                .toArray(String[]::new))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Override
  public void close() {
    store.close();
    engine.close();
    directory.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }
}
