package dev.nodecast.aggregator.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The child process: boots libchdb, then serves ClickHouse's HTTP interface on 127.0.0.1. Its
 * standard input must be /dev/null, since the engine reads INSERT data from there. Prints {@link
 * #READY} and the port when it serves. Ends with {@link #EXIT_CONFIGURATION} on what a restart does
 * not mend.
 */
public final class ClickHouseProcess {
  /** Followed by the port on one line of standard output. */
  static final String READY = "nodecast-clickhouse ready on port ";

  /** Exit status: wrong arguments, no library, port in use, directory in use. */
  static final int EXIT_CONFIGURATION = 2;

  private ClickHouseProcess() {}

  /** See {@link ProcessArguments}. */
  public static void main(String[] args) {
    quietLibraries();
    Logger log = LoggerFactory.getLogger(ClickHouseProcess.class);
    try {
      serve(ProcessArguments.parse(List.of(args)), log);
    } catch (Exception | UnsatisfiedLinkError e) {
      String reason =
          e instanceof IllegalArgumentException || e instanceof IOException
              ? e.getMessage()
              : e.toString();
      log.error("cannot start: {}", reason);
      // The engine's threads would outlive main.
      System.out.flush();
      Signals.endProcess(EXIT_CONFIGURATION);
    }
  }

  private static void serve(ProcessArguments arguments, Logger log) throws Exception {
    AtomicReference<HttpFront> serving = new AtomicReference<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(serving.get(), log), "stop"));
    followParent(arguments.parentPid(), log);
    DirectoryLock.acquire(arguments.data().toAbsolutePath());
    EngineConfig.write(arguments.data());
    Signals.preserving(() -> Chdb.load(arguments.library()));
    Chdb.chdb_set_signal_handlers_enabled(0);
    List<ChdbConnection> connections = connect(arguments);
    verify(connections.get(0), arguments);
    ChdbConnection first = connections.get(0);
    EngineIdentity identity =
        new EngineIdentity(
            first.text("SELECT version()"),
            first.text("SELECT timezone()"),
            first.text("SELECT displayName()"));
    HttpFront front = new HttpFront(vertx(), new ConnectionPool(connections), identity);
    serving.set(front);
    int port = listen(front, arguments.port());
    log.info("ClickHouse {} on 127.0.0.1:{}, data {}", identity.version(), port, arguments.data());
    System.out.println(READY + port);
    System.out.flush();
  }

  private static List<ChdbConnection> connect(ProcessArguments arguments) {
    List<ChdbConnection> connections = new ArrayList<>();
    for (int i = 0; i < arguments.connections(); i++) {
      try {
        connections.add(ChdbConnection.open(arguments.engineArguments()));
      } catch (IllegalStateException e) {
        throw new IllegalArgumentException(
            "data directory "
                + arguments.data()
                + ": the engine cannot open it (expected: writable, of ClickHouse, not in use;"
                + " the engine's own words are above)",
            e);
      }
    }
    return connections;
  }

  /** The engine silently ignores settings it does not know, so what matters is read back. */
  private static void verify(ChdbConnection connection, ProcessArguments arguments) {
    expect(connection, "system.settings", "async_insert", "0");
    // Of the configuration file: one stands for all.
    expect(connection, "system.merge_tree_settings", "merge_selector_base", "8");
    expect(
        connection,
        "system.server_settings",
        "max_server_memory_usage",
        Long.toString(arguments.memoryBytes()));
  }

  private static void expect(ChdbConnection connection, String table, String name, String value) {
    String actual = connection.text("SELECT value FROM " + table + " WHERE name='" + name + "'");
    if (!actual.equals(value)) {
      throw new IllegalArgumentException(
          "engine setting " + name + ": " + actual + " (expected: " + value + ")");
    }
  }

  private static int listen(HttpFront front, int port) throws Exception {
    try {
      return front.listen(port);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BindException) {
        throw new IllegalArgumentException(
            "port 127.0.0.1:" + port + ": in use (expected: a free port)", e);
      }
      throw e;
    }
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** A parent killed with SIGKILL cannot stop us; being handed to another parent shows it. */
  private static void followParent(long pid, Logger log) {
    if (pid == 0) {
      return;
    }
    Runnable look =
        () -> {
          long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
          if (parent != pid) {
            log.info("parent {} is gone: stopping", pid);
            Runtime.getRuntime().exit(0);
          }
        };
    Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "parent-watch");
              thread.setDaemon(true);
              return thread;
            })
        .scheduleWithFixedDelay(look, 0, 1, TimeUnit.SECONDS);
  }

  private static void stop(HttpFront front, Logger log) {
    if (front != null) {
      front.close();
    }
    log.info("stopped");
    // What was acked is in the data directory, so nothing is left to do.
    System.out.flush();
    Signals.endProcess(0);
  }

  private static void quietLibraries() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    }
  }
}
