package dev.nodecast.agent.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeScope;
import dev.nodecast.bpf.exchange.Exchanges;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server under its own load generator, counted at both ends. */
class RedisServerTest {
  private static final int REQUESTS = 10_000;

  @TempDir Path directory;
  private final ExchangeReader reader = new ExchangeReader(Path.of("/proc"));

  /** By role and row: what was told so far. */
  private final Map<String, Long> told = new TreeMap<>();

  private Slots slots;
  private Exchanges exchanges;
  private Process server;
  private int port;

  Capture capture() {
    return Capture.NEWEST;
  }

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(installed("redis-server") && installed("redis-benchmark"), "needs redis-server");
    slots = Slots.open(2048);
    exchanges =
        Exchanges.start(
            kernel,
            slots,
            ExchangeScope.of(EnumSet.of(ExchangeProtocol.REDIS)),
            capture(),
            object -> {});
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server =
        new ProcessBuilder("redis-server", "--port", "" + port, "--save", "", "--bind", "127.0.0.1")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!answers()) {
      assertThat(System.nanoTime()).as("redis-server").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  static boolean installed(String program) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (new File(directory, program).canExecute()) {
        return true;
      }
    }
    return false;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
    if (exchanges != null) {
      exchanges.close();
      slots.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c 1", "-c 50", "-c 50 -P 16", "-c 50 -P 16 -d 60", "-c 8 -d 5000"})
  void countsEachCommandAtBothEnds(String options) throws Exception {
    run("redis-benchmark -q -n " + REQUESTS + " -t set,get,lpush " + options);
    for (String end : new String[] {"server ", "client "}) {
      for (String command : new String[] {"SET OK", "GET OK", "LPUSH OK"}) {
        expect(end + command, REQUESTS);
      }
    }
    assertThat(told).allSatisfy((what, count) -> assertThat(what).doesNotContain("~other"));
    assertThat(reader.unreadByReason()).isEmpty();
    assertThat(exchanges.lostEvents()).isZero();
  }

  /** 1,024 bytes are kept of 3,800: one command of four, and the second one's name. */
  @Test
  void countsCommandsThatWereNotKept() throws Exception {
    run("redis-benchmark -q -n 1000 -t set -c 8 -P 4 -d 900");
    for (String end : new String[] {"server ", "client "}) {
      expect(end + "SET OK", 500);
      expect(end + "~other OK", 500);
    }
    assertThat(reader.unreadByReason()).isEmpty();
  }

  @Test
  void countsErrorsByTheirWord() throws Exception {
    run("redis-benchmark -q -n 1000 -c 5 SET text value");
    run("redis-benchmark -q -n 999 -c 5 -P 3 SADD set member");
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      commands.append("LPUSH text x\nNOSUCH x\nGET text\nEVALSHA 0123 0\n");
    }
    run("printf '" + commands.toString().replace("\n", "\\n") + "' | CLI");
    expect("server SET OK", 1000);
    expect("server SADD OK", 999);
    for (String end : new String[] {"server ", "client "}) {
      expect(end + "LPUSH WRONGTYPE errors", 500);
      expect(end + "~other ERR errors", 500);
      expect(end + "GET OK", 500);
      expect(end + "EVALSHA NOSCRIPT errors", 500);
    }
    assertThat(exchanges.lostEvents()).isZero();
  }

  /** Of 16 such answers 512 bytes are kept, which is seven. */
  @Test
  void countsEachErrorOfAPipelineByItsWord() throws Exception {
    run("CLI SET text value");
    String commands = "*3\r\n$5\r\nLPUSH\r\n$4\r\ntext\r\n$1\r\nx\r\n".repeat(16);
    String error = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (int i = 0; i < 20; i++) {
        socket.getOutputStream().write(commands.getBytes(US_ASCII));
        byte[] read = socket.getInputStream().readNBytes(16 * error.length());
        assertThat(new String(read, US_ASCII)).isEqualTo(error.repeat(16));
      }
    }
    expect("server LPUSH WRONGTYPE errors", 320);
  }

  @Test
  void whatSubscribersAreToldIsNoAnswer() throws Exception {
    run(
        "timeout 3 CLI SUBSCRIBE a b & sleep 1;"
            + " for i in $(seq 20); do CLI PUBLISH a m >/dev/null; done; wait");
    expect("server SUBSCRIBE OK", 1);
    expect("client SUBSCRIBE OK", 1);
    expect("server PUBLISH OK", 20);
    expect("client PUBLISH OK", 20);
    assertThat(told).allSatisfy((what, count) -> assertThat(what).doesNotContain("~other"));
  }

  @Test
  void transactionsBlockingCommandsAndLinesAreEachOne() throws Exception {
    run("printf 'MULTI\\nSET a 1\\nINCR a\\nEXEC\\n' | CLI -3");
    run("printf 'MULTI\\nSET a x\\nDISCARD\\n' | CLI");
    // Longer than an answer rests, and answered by somebody else's command.
    run("CLI BLPOP list 5 & sleep 1; CLI RPUSH list x; wait");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (String each : List.of("*1\r\n$4\r\nPING\r\n", "GET a\r\n", "get a\r\nget b\r\n")) {
        socket.getOutputStream().write(each.getBytes(US_ASCII));
        int answers = each.split("(?i)get").length - 1;
        byte[] expected = (answers == 0 ? "+PONG\r\n" : "$1\r\n2\r\n").getBytes(US_ASCII);
        byte[] none = answers == 2 ? "$-1\r\n".getBytes(US_ASCII) : new byte[0];
        assertThat(socket.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
        assertThat(socket.getInputStream().readNBytes(none.length)).isEqualTo(none);
      }
    }
    for (String end : new String[] {"server ", "client "}) {
      expect(end + "HELLO OK", 1);
      expect(end + "MULTI OK", 2);
      expect(end + "SET OK", 2);
      expect(end + "INCR OK", 1);
      expect(end + "EXEC OK", 1);
      expect(end + "DISCARD OK", 1);
      expect(end + "BLPOP OK", 1);
      expect(end + "RPUSH OK", 1);
      expect(end + "PING OK", 1);
      expect(end + "GET OK", 3);
    }
  }

  private void run(String command) throws Exception {
    String with =
        command
            .replace("redis-benchmark", "redis-benchmark -p " + port)
            .replace("CLI", "redis-cli -p " + port);
    Process process =
        new ProcessBuilder("sh", "-c", with)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (process.isAlive()) {
      reader.drain(exchanges);
      exchanges.await(20);
    }
    assertThat(process.exitValue()).isZero();
  }

  /** All of it, and no more of it afterwards. */
  private void expect(String what, long count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    do {
      settle();
      LockSupport.parkNanos(20_000_000);
    } while (told.getOrDefault(what, 0L) < count && System.nanoTime() < deadline);
    assertThat(told)
        .as("unread " + reader.unreadByReason() + ", lost " + exchanges.counts())
        .containsEntry(what, count);
  }

  private void settle() {
    reader.settle(exchanges);
    for (Party party : reader.parties()) {
      String end = party.key.server() ? "server " : "client ";
      for (Row row : party.rows()) {
        String kind = row.operation + " " + row.status + (row.errors > 0 ? " errors" : "");
        if (row.requests > 0) {
          told.merge(end + kind, row.requests, Long::sum);
        }
        row.clear();
      }
    }
  }
}
