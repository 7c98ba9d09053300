package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@link ClickHouseProcess}: the JVM it runs in, its output, its end. */
final class ChildProcess {
  private static final Logger slf4j = LoggerFactory.getLogger(ChildProcess.class);
  private static final int MAX_LINE = 8192;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  /** Only the reading thread counts. */
  private long droppedLines;

  private volatile String lastError = "";

  private ChildProcess(Process process) {
    this.process = process;
  }

  static ChildProcess start(ProcessArguments arguments, BoundedLog log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            // The heap holds buffers only; data lives in the engine's own memory.
            "-Xms16m",
            "-Xmx160m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xss512k",
            "-Dvertx.disableDnsResolver=true",
            "-Dvertx.disableMetrics=true",
            // JNA would unpack into the home directory's cache, which a container has not.
            "-Djna.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            ClickHouseProcess.class.getName()));
    command.addAll(arguments.toCommandLine());
    Process process =
        builder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    ChildProcess child = new ChildProcess(process);
    Thread reader = new Thread(() -> child.copy(log), "clickhouse-log");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  /**
   * The engine's allocator (jemalloc) gives freed pages back after five seconds, which is the
   * rhythm of commits: each would fault the same pages in again.
   */
  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putIfAbsent("JE_MALLOC_CONF", "dirty_decay_ms:30000");
    return builder;
  }

  private void copy(BoundedLog log) {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ClickHouseProcess.READY)) {
          port.complete(Integer.parseInt(line.substring(ClickHouseProcess.READY.length()).strip()));
        }
        int at = line.indexOf("cannot start: ");
        if (at >= 0) {
          lastError = line.substring(at + "cannot start: ".length());
        }
        keep(log, line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
      }
    } catch (IOException e) {
      // The pipe breaks with the child, whose end is told by its exit.
      port.completeExceptionally(e);
    } finally {
      port.completeExceptionally(new IOException("ended before it served"));
    }
  }

  /**
   * A log that cannot be written (disk full) must not stop the reading, or the child would hang.
   */
  private void keep(BoundedLog log, String line) {
    try {
      log.line(line);
    } catch (IOException e) {
      if (droppedLines++ == 0) {
        slf4j.warn("embedded ClickHouse: log lines dropped: {}", e.getMessage());
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** The port once it serves; fails when the child ends first. */
  CompletableFuture<Integer> port() {
    return port;
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Status and, where the child could say so, the reason. */
  String exit() {
    int status = process.exitValue();
    // 128 + n is how the shell and the JDK report signal n.
    String how = status > 128 ? "signal " + (status - 128) : "status " + status;
    return lastError.isEmpty() ? how : how + ": " + lastError;
  }

  /** SIGTERM, and SIGKILL when that has not ended it in time. */
  void stop(long seconds) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
