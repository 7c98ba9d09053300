package dev.nodecast.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's Redis, and its own load generator, which asks for a stated number of answers. */
public final class RedisLoad implements Load {
  private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second");

  private final Program server;
  private final int port;
  private final List<String> options;

  /** About how many answers come in a second: what it is asked for is this many for each. */
  private double pace = 50_000;

  private RedisLoad(Program server, int port, List<String> options) {
    this.server = server;
    this.port = port;
    this.options = options;
  }

  /**
   * Starts the server.
   *
   * @param options of redis-benchmark
   * @throws Skip when it is not installed
   */
  public static RedisLoad start(Path directory, String... options)
      throws Skip, IOException, InterruptedException {
    int port = Ports.free();
    List<String> command =
        List.of("redis-server", "--port", "" + port, "--save", "", "--bind", "127.0.0.1");
    Program server;
    try {
      server = Program.start("redis", directory, Map.of(), command);
    } catch (IOException e) {
      throw new Skip("redis-server: " + e.getMessage() + " (expected: the Debian package)");
    }
    try {
      Await.until("redis", Duration.ofSeconds(20), () -> listens(server, port));
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
    return new RedisLoad(server, port, List.of(options));
  }

  private static boolean listens(Program server, int port) throws IOException {
    server.requireAlive();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  @Override
  public double rate(int seconds) throws Exception {
    List<String> command = new ArrayList<>(List.of("redis-benchmark", "-p", "" + port, "-q"));
    command.addAll(options);
    command.addAll(List.of("-t", "set", "-n", Long.toString(Math.round(pace * seconds))));
    Process benchmark = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(benchmark.getInputStream().readAllBytes(), UTF_8);
    Matcher rate = RATE.matcher(printed);
    if (!benchmark.waitFor(60, TimeUnit.SECONDS) || benchmark.exitValue() != 0 || !rate.find()) {
      throw new IOException("redis-benchmark: no rate:\n" + printed);
    }
    pace = Double.parseDouble(rate.group(1));
    return pace;
  }

  @Override
  public String describe() {
    return "redis-benchmark " + String.join(" ", options) + " -t set";
  }

  @Override
  public void close() {
    server.close();
  }
}
