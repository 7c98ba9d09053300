package dev.nodecast.aggregator.engine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded engine as a child process, keeps it running on the same port, and stops it.
 * Safe for use by many threads.
 */
public final class EmbeddedClickHouse implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedClickHouse.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 10;
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LAST_BACKOFF_MILLIS = 10_000;

  /** A child that served this long was healthy: its end starts the backoff anew. */
  private static final long HEALTHY_MILLIS = 30_000;

  /**
   * What to run.
   *
   * @param library libchdb.so, as scripts/fetch-clickhouse prints it
   * @param data data directory, made when missing; one process at a time
   * @param port on 127.0.0.1; 0 for a free one, kept over restarts
   * @param memoryBytes the engine's memory limit (at least 256 MiB)
   * @param log file for the child's output; it and one predecessor hold 4 MiB each
   */
  public record Options(Path library, Path data, int port, long memoryBytes, Path log) {
    /** 2 GiB of engine memory, and the log beside the data. */
    public static Options of(Path library, Path data, int port) {
      return new Options(
          library,
          data,
          port,
          ProcessArguments.DEFAULT_MEMORY_BYTES,
          data.resolve("clickhouse.log"));
    }
  }

  /**
   * The child as it is now.
   *
   * @param running whether it serves
   * @param restarts how often it was started again since {@link #start}
   * @param lastExit how it last ended, or empty
   * @param since when it last began to serve, or ended
   * @param pid of the present child, or the last one
   */
  public record State(boolean running, long restarts, String lastExit, Instant since, long pid) {}

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final ProcessArguments arguments;
  private final BoundedLog output;
  private final Thread supervisor;
  private volatile ChildProcess child;
  private volatile State state;
  private volatile boolean closing;

  private EmbeddedClickHouse(ProcessArguments wanted, BoundedLog output) throws IOException {
    this.output = output;
    state = new State(false, 0, "", Instant.now(), 0);
    int port;
    try {
      port = launch(wanted);
    } catch (IOException e) {
      output.close();
      throw e;
    }
    arguments =
        new ProcessArguments(
            wanted.library(),
            wanted.data(),
            port,
            wanted.memoryBytes(),
            wanted.connections(),
            wanted.parentPid());
    supervisor = new Thread(this::supervise, "clickhouse-supervisor");
    supervisor.setDaemon(true);
    supervisor.start();
  }

  /**
   * Starts the engine and returns when it answers {@code /ping} and {@code SELECT 1}.
   *
   * @throws IOException when it does not, with the child's own reason: no library, port in use,
   *     directory in use
   */
  public static EmbeddedClickHouse start(Options options) throws IOException {
    ProcessArguments arguments =
        new ProcessArguments(
            options.library().toAbsolutePath(),
            options.data().toAbsolutePath(),
            options.port(),
            options.memoryBytes(),
            ProcessArguments.DEFAULT_CONNECTIONS,
            ProcessHandle.current().pid());
    return new EmbeddedClickHouse(arguments, new BoundedLog(options.log()));
  }

  /** Where it serves; the same over restarts. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + arguments.port());
  }

  /** The child as it is now. */
  public State state() {
    return state;
  }

  /** One start to the first answer; returns the port. */
  private int launch(ProcessArguments wanted) throws IOException {
    ChildProcess started = ChildProcess.start(wanted, output);
    child = started;
    try {
      int port = started.port().get(START.toMillis(), TimeUnit.MILLISECONDS);
      expect(port, "/ping", "Ok.\n");
      expect(port, "/?query=SELECT%201", "1\n");
      state = new State(true, state.restarts(), state.lastExit(), Instant.now(), started.pid());
      return port;
    } catch (ExecutionException e) {
      started.onExit().join();
      throw new IOException("embedded ClickHouse: " + started.exit(), e);
    } catch (TimeoutException e) {
      kill(started);
      throw new IOException("embedded ClickHouse: not ready within " + START, e);
    } catch (InterruptedException e) {
      kill(started);
      Thread.currentThread().interrupt();
      throw new IOException("embedded ClickHouse: interrupted while starting", e);
    } catch (IOException e) {
      kill(started);
      throw e;
    }
  }

  private static void kill(ChildProcess started) {
    try {
      started.stop(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void expect(int port, String path, String answer)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    if (!body.equals(answer)) {
      throw new IOException("embedded ClickHouse: " + path + " answered " + body.strip());
    }
  }

  private void supervise() {
    long backoff = FIRST_BACKOFF_MILLIS;
    while (!closing) {
      child.onExit().join();
      if (closing) {
        return;
      }
      State before = state;
      Instant now = Instant.now();
      String exit = child.exit();
      state = new State(false, before.restarts() + 1, exit, now, child.pid());
      if (before.running() && Duration.between(before.since(), now).toMillis() > HEALTHY_MILLIS) {
        backoff = FIRST_BACKOFF_MILLIS;
      }
      log.warn(
          "embedded ClickHouse ended ({}); restart {} in {} ms",
          exit,
          before.restarts() + 1,
          backoff);
      try {
        awaitClosing(backoff);
        backoff = Math.min(2 * backoff, LAST_BACKOFF_MILLIS);
        relaunch();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Until it is closed, for at most so long; closing interrupts. */
  private void awaitClosing(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long rest = until - System.nanoTime();
        rest > 0 && !closing;
        rest = until - System.nanoTime()) {
      LockSupport.parkNanos(rest);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private synchronized void relaunch() throws InterruptedException {
    if (closing) {
      return;
    }
    try {
      launch(arguments);
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** SIGTERM, SIGKILL after 10 s; returns when the child is gone. */
  @Override
  public void close() {
    closing = true;
    supervisor.interrupt();
    try {
      // A relaunch holds the monitor while it starts a child; interrupted, it kills that child.
      synchronized (this) {
        child.stop(STOP_SECONDS);
      }
      supervisor.join();
      output.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("embedded ClickHouse: log not closed: {}", e.getMessage());
    }
    state = new State(false, state.restarts(), child.exit(), Instant.now(), child.pid());
  }
}
