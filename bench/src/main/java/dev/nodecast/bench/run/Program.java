package dev.nodecast.bench.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that this benchmark started, with its children; it ends with the benchmark. */
public final class Program implements AutoCloseable {
  private static final int STOP_SECONDS = 12;

  /** What a child gets of this process's environment: settings of ours are given explicitly. */
  private static final List<String> PASSED =
      List.of("PATH", "HOME", "JAVA_HOME", "XDG_CACHE_HOME", "TMPDIR", "LANG");

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread hook = new Thread(this::kill);

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts.
   *
   * @param directory for {@code name.log}
   */
  public static Program start(
      String name, Path directory, Map<String, String> environment, List<String> command)
      throws IOException {
    File log = directory.resolve(name + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log);
    Map<String, String> own = Map.copyOf(builder.environment());
    builder.environment().clear();
    for (String key : PASSED) {
      if (own.containsKey(key)) {
        builder.environment().put(key, own.get(key));
      }
    }
    builder.environment().putAll(environment);
    return new Program(name, builder.start(), log.toPath());
  }

  /** A launcher of the distribution that {@code make build} lays out. */
  public static List<String> launcher(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("dist", program, "bin", "nodecast-" + program).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Checks that it still runs.
   *
   * @throws IOException with the end of its log when it does not
   */
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + ": ended with " + process.exitValue() + ":\n" + logEnd());
    }
  }

  /**
   * Waits for its end.
   *
   * @throws IOException with the end of its log when it did not end well, or not in time
   */
  public void await(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(name + ": not over within " + atMost.toSeconds() + " s:\n" + logEnd());
    }
    if (process.exitValue() != 0) {
      requireAlive();
    }
  }

  /** The last lines that it wrote. */
  public String logEnd() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** CPU time of it and of the children that live now, seconds. */
  public double cpuSeconds() {
    return ProcessFiles.cpuSeconds(pid())
        + process
            .toHandle()
            .descendants()
            .mapToDouble(child -> ProcessFiles.cpuSeconds(child.pid()))
            .sum();
  }

  /** Pids of its children and theirs. */
  public List<Long> children() {
    return process.toHandle().descendants().map(ProcessHandle::pid).toList();
  }

  /** SIGTERM; SIGKILL, for its children too, when it does not end. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.toHandle().descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }

  private void kill() {
    process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
