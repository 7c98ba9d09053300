package dev.nodecast.bench.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The cluster that KUBECONFIG names, asked as its operator would. */
final class Kubectl {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** For what is piped between processes. */
  private final Path directory;

  private Kubectl(Path directory) {
    this.directory = directory;
  }

  /** Skips the test where there is no cluster. */
  static Kubectl here(Path directory) {
    String file = System.getenv("KUBECONFIG");
    assumeTrue(
        file != null && !file.isEmpty() && Files.isReadable(Path.of(file)),
        "no cluster (set KUBECONFIG)");
    return new Kubectl(directory);
  }

  /** What it printed; fails when it does. */
  String run(String... arguments) throws IOException, InterruptedException {
    return new String(bytes("", arguments), StandardCharsets.UTF_8).strip();
  }

  /** The same, with something on its standard input. */
  String given(String input, String... arguments) throws IOException, InterruptedException {
    return new String(bytes(input, arguments), StandardCharsets.UTF_8).strip();
  }

  JsonNode json(String... arguments) throws IOException, InterruptedException {
    return Web.parse(run(arguments));
  }

  /** Puts what it printed into a file. */
  void into(Path file, String... arguments) throws IOException, InterruptedException {
    Files.write(file, bytes("", arguments));
  }

  private byte[] bytes(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    File in = Files.writeString(directory.resolve("kubectl.in"), input).toFile();
    File out = directory.resolve("kubectl.out").toFile();
    File error = directory.resolve("kubectl.err").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in)
            .redirectOutput(out)
            .redirectError(error)
            .start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + ": still runs after " + LIMIT);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          command + ": " + process.exitValue() + "\n" + Files.readString(error.toPath()));
    }
    return Files.readAllBytes(out.toPath());
  }
}
