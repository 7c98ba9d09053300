package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that exchanges a known number of requests (exchanges.c), and what was told of it. */
final class ExchangeProgram implements AutoCloseable {
  private static final int SKIPPED = 77;

  /** What was told of one end. */
  static final class End {
    final Map<Integer, Long> byPid = new TreeMap<>();
    long requests;
    long requestBytes;
    long responseBytes;
    long unanswered;
  }

  final End server = new End();
  final End client = new End();
  final int port;
  final int serverPid;
  final int clientPid;
  private final Process process;
  private final BufferedReader out;
  private long requests;
  private long requestBytes;
  private long responseBytes;

  /** Starts it; it begins at once. */
  ExchangeProgram(String mode, int requests) throws IOException, URISyntaxException {
    String program =
        Path.of(ExchangeProgram.class.getResource("/native/exchanges").toURI()).toString();
    process =
        new ProcessBuilder(program, mode, "" + requests)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(StandardCharsets.US_ASCII);
    long[] head = numbers();
    port = (int) head[0];
    serverPid = (int) head[1];
    clientPid = (int) head[2];
  }

  private long[] numbers() throws IOException {
    String line = out.readLine();
    if (line == null) {
      int code = waitFor();
      assumeTrue(code != SKIPPED, "the kernel does not let programs do this");
      throw new IOException("ended with " + code);
    }
    String[] words = line.split(" ", -1);
    return new long[] {
      Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])
    };
  }

  private int waitFor() {
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of mode older: until its connection has been used. */
  void awaitBegun() throws IOException {
    assertThat(out.readLine()).isEqualTo("begun");
  }

  /** Of mode older: with the requests that count. */
  void goOn() throws IOException {
    process.outputWriter().write("g");
    process.outputWriter().flush();
  }

  /** Waits for its end, and until as much was told of both ends as it did or nothing more comes. */
  void finish(Exchanges exchanges) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < deadline) {
      exchanges.events(this::see); // other programs of this machine fill the ring too
      LockSupport.parkNanos(10_000_000);
    }
    long[] done = numbers();
    requests = done[0];
    requestBytes = done[1];
    responseBytes = done[2];
    assertThat(waitFor()).isZero();
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    do {
      exchanges.visit();
      exchanges.events(this::see);
      LockSupport.parkNanos(20_000_000);
    } while ((server.requests < requests || client.requests < requests)
        && System.nanoTime() < deadline);
    exchanges.events(this::see); // what must not be told twice
  }

  private void see(ExchangeEvent event) {
    int of = event.server() ? event.localPort() : event.remotePort();
    if (of != port) {
      return;
    }
    End end = event.server() ? server : client;
    end.requests++;
    end.unanswered += event.unanswered() ? 1 : 0;
    end.requestBytes += event.requestBytes();
    end.responseBytes += event.responseBytes();
    end.byPid.merge(event.pid(), 1L, Long::sum);
  }

  void assertWhole(End end) {
    assertThat(end.requests).isEqualTo(requests);
    assertThat(end.unanswered).isZero();
    assertThat(end.requestBytes).isEqualTo(requestBytes);
    assertThat(end.responseBytes).isEqualTo(responseBytes);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
