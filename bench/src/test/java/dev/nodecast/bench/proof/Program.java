package dev.nodecast.bench.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of ours with its log. It is ended by its process id and by nothing broader. */
final class Program {
  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a launcher.
   *
   * @param settings the only {@code NODECAST_} variables that it sees
   */
  static Program start(String name, List<String> command, Map<String, String> settings, Path log)
      throws IOException {
    // In a directory of its own: nothing may depend on where a user stands.
    ProcessBuilder builder = new ProcessBuilder(command).directory(log.getParent().toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("NODECAST_"));
    builder.environment().putAll(settings);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    return new Program(name, process, log);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Everything that all runs under this name printed. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      return log + ": " + e;
    }
  }

  /** Processes that it started and that still run. */
  List<ProcessHandle> children() {
    return process.toHandle().descendants().toList();
  }

  /** SIGKILL: what a kernel out of memory does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; answers the exit status, fails when it does not end in time. */
  int stop(Duration within) throws InterruptedException {
    process.destroy();
    return exit(within);
  }

  /** The exit status of a program that ends by itself. */
  int exit(Duration within) throws InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " still runs after " + within);
    }
    return process.exitValue();
  }
}
