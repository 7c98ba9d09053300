package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's prometheus-node-exporter with its defaults, and a client that scrapes it. */
public final class NodeExporter implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-node-exporter");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Program program;
  private final URI metrics;
  private int bytes;

  private NodeExporter(Program program, int port) {
    this.program = program;
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /**
   * Starts it on a free port.
   *
   * @throws Skip when it is not installed
   */
  public static NodeExporter start(Path directory) throws Skip, IOException, InterruptedException {
    if (!Files.isExecutable(BINARY)) {
      throw new Skip(BINARY + ": not there (expected: the Debian package of that name)");
    }
    int port = Ports.free();
    Program program =
        Program.start(
            "exporter",
            directory,
            Map.of(),
            List.of(BINARY.toString(), "--web.listen-address=127.0.0.1:" + port));
    NodeExporter exporter = new NodeExporter(program, port);
    try {
      Await.until(
          "exporter",
          Duration.ofSeconds(30),
          () -> {
            program.requireAlive();
            return exporter.once();
          });
    } catch (IOException | InterruptedException e) {
      program.close();
      throw e;
    }
    return exporter;
  }

  /** Scrapes every second for so long. */
  public void scrape(int seconds) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int i = 1; i <= seconds; i++) {
      if (!once()) {
        throw new IOException(metrics + ": no answer");
      }
      long rest = start + TimeUnit.SECONDS.toNanos(i) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, rest));
    }
  }

  private boolean once() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(metrics)
              .timeout(Duration.ofSeconds(10))
              .header("Accept-Encoding", "gzip")
              .build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      bytes = response.body().length;
      return response.statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  public double cpuSeconds() {
    return ProcessFiles.cpuSeconds(program.pid());
  }

  public double rssMib() throws IOException {
    return ProcessFiles.rssMib(program.pid());
  }

  /** Of the last scrape, for people. */
  public String size() {
    return bytes + " bytes compressed each";
  }

  @Override
  public void close() {
    program.close();
  }
}
