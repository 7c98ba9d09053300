package dev.nodecast.aggregator.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.nodecast.aggregator.Await;
import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.catalog.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real ClickHouse of the test's own; one per test class. */
final class Engine implements AutoCloseable {
  static {
    // The driver logs every byte at DEBUG, logback's default.
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    }
  }

  static final Periods PERIODS =
      new Periods(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(400));

  final EmbeddedClickHouse server;
  final Database database;

  private Engine(EmbeddedClickHouse server) {
    this.server = server;
    database = new Database(Endpoint.parse(server.url().toString()), "", "");
  }

  static Engine start(Path directory) {
    return start(directory, 0);
  }

  static Engine start(Path directory, int port) {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path root = Path.of(cache.isEmpty() ? System.getProperty("user.home") + "/.cache" : cache);
    Path library = root.resolve("nodecast/clickhouse/26.7.3/libchdb.so");
    Assumptions.assumeTrue(
        Files.exists(library), "no " + library + ": scripts/fetch-clickhouse was not run");
    try {
      return new Engine(
          EmbeddedClickHouse.start(
              EmbeddedClickHouse.Options.of(library, directory.resolve("data"), port)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Store.Options options(String url) {
    return new Store.Options(url, "", "", "", null, 5, 64 << 20, PERIODS, 0, 0);
  }

  /** A store whose housekeeping the test does itself. */
  Committer committer(String url, Rollups rollups) {
    Database own = new Database(Endpoint.parse(url), "", "");
    Committer committer =
        new Committer(
            own,
            new Schema(own, new Ddl(""), PERIODS),
            raw(),
            64 << 20,
            rollups,
            () -> System.nanoTime() / 1_000_000);
    committer.start();
    return committer;
  }

  static List<Table> all() {
    return Schema.tables(Catalog.KINDS);
  }

  static List<Table> raw() {
    return all().stream().filter(t -> t.resolution() == Resolution.RAW).toList();
  }

  Rollups rollups() {
    return new Rollups(database, all(), 30 * 86_400L, System::currentTimeMillis);
  }

  long number(String sql) {
    return database
        .query("SELECT toInt64(x) AS x FROM (" + sql + ")", Map.of(), row -> row.getLong("x"))
        .get(0);
  }

  List<String> texts(String sql) {
    return database.query(
        "SELECT toString(x) AS x FROM (" + sql + ")", Map.of(), row -> row.getString("x"));
  }

  /** Empties every table. */
  void clear() {
    for (Table table : all()) {
      database.execute("TRUNCATE TABLE IF EXISTS " + table.qualified());
    }
  }

  static void until(String what, BooleanSupplier condition) {
    Await.until(what, condition::getAsBoolean);
  }

  @Override
  public void close() {
    database.close();
    server.close();
  }
}
