package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.catalog.BucketCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that the kernel counts by headers which user space has understood, at both ends. */
class Http2CountsTest {
  private static final int WARM = 100;
  private static final String[] ASKS = {
    ":method=POST", ":path=/nodecast.test.Counts/Get", "content-type=application/grpc"
  };
  private static final String[] ANSWERS = {":status=200", "content-type=application/grpc"};
  private static final int MESSAGE = 30;

  private final ExchangeReader reader = new ExchangeReader(Path.of("/proc"));
  private final Map<String, Long> told = new TreeMap<>();
  private final Map<String, Long> bytes = new TreeMap<>();
  private final Map<String, Long> moved = new TreeMap<>();
  private final NettyHpack requests = new NettyHpack();
  private final NettyHpack answers = new NettyHpack();
  private Slots slots;
  private Exchanges exchanges;
  private Socket client;
  private Socket server;
  private int next = 1;

  /** Calls until now, by the line that is told of them. */
  private final Map<String, Long> made = new TreeMap<>();

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    slots = Slots.open(2048);
    exchanges = Exchanges.start(kernel, slots, EnumSet.of(ExchangeProtocol.HTTP2));
    assumeTrue(exchanges.http2().isPresent(), "streams are counted since Linux 6.3");
    connect();
  }

  private void connect() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = new Socket(listener.getInetAddress(), listener.getLocalPort());
      server = listener.accept();
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    move(client, server, preface);
    move(client, server, new TestingFrames().settings().bytes());
    move(server, client, new TestingFrames().settings().bytes());
  }

  @AfterEach
  void stop() throws Exception {
    if (client != null) {
      client.close();
      server.close();
    }
    if (exchanges != null) {
      exchanges.close();
      slots.close();
    }
  }

  private static void move(Socket from, Socket to, byte[] all) throws IOException {
    from.getOutputStream().write(all);
    to.getInputStream().readNBytes(all.length);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private byte[] ask(int stream, String... more) {
    byte[] block = requests.block(concat(ASKS, more));
    int size = stream % 100 < 10 ? stream % 7 * MESSAGE : MESSAGE; // most are alike, as they are
    TestingFrames frames =
        new TestingFrames()
            .frame(1, TestingFrames.END_HEADERS, stream, block)
            .data(stream, size, true);
    return moved("request", frames.bytes());
  }

  private byte[] moved(String way, byte[] frames) {
    moved.merge("client " + way, (long) frames.length, Long::sum);
    moved.merge("server " + way, (long) frames.length, Long::sum);
    return frames;
  }

  private byte[] answer(int stream, String... trailers) {
    TestingFrames frames =
        new TestingFrames()
            .frame(1, TestingFrames.END_HEADERS, stream, answers.block(ANSWERS))
            .data(stream, MESSAGE, false);
    int last = TestingFrames.END_HEADERS | TestingFrames.END_STREAM;
    return moved("response", frames.frame(1, last, stream, answers.block(trailers)).bytes());
  }

  private static String[] concat(String[] first, String[] second) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all.toArray(String[]::new);
  }

  private int stream() {
    next += 2;
    return next - 2;
  }

  private void made(String status, int calls) {
    made.merge(status, (long) calls, Long::sum);
  }

  private void call() throws IOException {
    int stream = stream();
    move(client, server, ask(stream));
    move(server, client, answer(stream, "grpc-status=0"));
    made("OK", 1);
  }

  /** Until the kernel counts what is called again and again, at both ends. */
  private void warm() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long before;
    do {
      assertThat(System.nanoTime()).as("never counted: " + told).isLessThan(deadline);
      settle();
      before = events();
      for (int i = 0; i < WARM; i++) {
        call();
      }
      LockSupport.parkNanos(20_000_000); // the pace at which tables that change are followed
      settle();
    } while (events() - before > 4);
  }

  private long events() {
    return exchanges.counts().get(0).value();
  }

  private void settle() {
    reader.settle(exchanges);
    for (Party party : reader.parties()) {
      String end = party.key.server() ? "server " : "client ";
      for (Row row : party.rows()) {
        if (row.requests > 0) {
          assertThat(row.operation).isEqualTo("nodecast.test.Counts/Get");
          for (BucketCounts each : List.of(row.durationUs, row.requestSize, row.responseSize)) {
            assertThat(each.total()).isEqualTo(row.requests);
          }
          told.merge(end + row.status + (row.errors > 0 ? "!" : ""), row.requests, Long::sum);
          bytes.merge(end + "request", row.requestBytes, Long::sum);
          bytes.merge(end + "response", row.responseBytes, Long::sum);
        }
        row.clear();
      }
    }
  }

  /** At both ends what was made, and no more of it afterwards. */
  private void expect() {
    Map<String, Long> expected = new TreeMap<>();
    made.forEach(
        (status, calls) -> {
          boolean missing = status.equals("NOT_FOUND"); // which is no fault of the server's
          boolean fine = status.equals("OK");
          expected.put("client " + status + (fine ? "" : "!"), calls);
          expected.put("server " + status + (fine || missing ? "" : "!"), calls);
        });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    do {
      settle();
      LockSupport.parkNanos(20_000_000);
    } while (!told.equals(expected) && System.nanoTime() < deadline);
    settle();
    assertThat(told)
        .as("unread " + reader.unreadByReason() + ", " + exchanges.counts())
        .isEqualTo(expected);
    assertThat(bytes).isEqualTo(moved);
    assertThat(reader.unreadByReason()).isEmpty();
    assertThat(exchanges.lostEvents()).isZero();
  }

  @Test
  void countsCallsWithoutAnEvent() throws Exception {
    warm();
    long before = events();
    for (int i = 0; i < 1000; i++) {
      call();
    }
    expect();
    assertThat(events() - before).isLessThan(20);
  }

  @Test
  void tellsSamplesOfWhatItCounts() throws Exception {
    warm();
    exchanges.sample(0, 50);
    long before = events();
    for (int i = 0; i < 100; i++) {
      call();
    }
    expect();
    assertThat(events() - before).isBetween(40L, 70L); // they are in no count twice
  }

  @Test
  void handsOverWhatIsNotKnown() throws Exception {
    for (int i = 0; i < 10; i++) {
      warm(); // each time, so that what is not known meets what is
      int failed = stream();
      move(client, server, ask(failed));
      move(server, client, answer(failed, "grpc-status=5", "grpc-message=no " + i));
      made("NOT_FOUND", 1);
      warm();
      int reset = stream();
      move(client, server, ask(reset));
      move(client, server, new TestingFrames().reset(reset, 8).bytes());
      made("CANCELLED", 1);
      warm();
      int own = stream();
      move(client, server, ask(own, "x-request=" + i));
      move(server, client, answer(own, "grpc-status=0"));
      made("OK", 1);
    }
    settle();
    expectButFor("CANCELLED");
  }

  /** A cancelled call is the client's error, and no fault of the server's. */
  private void expectButFor(String cancelled) {
    long calls = made.remove(cancelled);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (told.values().stream().mapToLong(Long::longValue).sum() < 2 * (calls + total())
        && System.nanoTime() < deadline) {
      settle();
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(told.remove("client " + cancelled + "!")).isEqualTo(calls);
    assertThat(told.remove("server " + cancelled)).isEqualTo(calls);
    expect();
  }

  private long total() {
    return made.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * As many as have room in the kernel, and as many again: in the order they were asked in or not.
   */
  @Test
  void followsStreamsThatAreOpenAtATime() throws Exception {
    warm();
    for (int open : new int[] {200, 60, 250}) {
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < open; i++) {
        streams.add(stream());
        move(client, server, ask(streams.get(i)));
      }
      Collections.shuffle(streams, new Random(open));
      for (int each : streams) {
        move(server, client, answer(each, "grpc-status=0"));
      }
      made("OK", open);
      settle();
    }
    expect();
  }

  /** Calls of any length, so that frames, their headers and blocks are cut anywhere. */
  @Test
  void countsWhatIsCutAnywhere() throws Exception {
    warm();
    long before = events();
    Random random = new Random(7);
    for (int round = 0; round < 30; round++) {
      byte[][] asked = new byte[40][];
      byte[][] answered = new byte[40][];
      for (int i = 0; i < asked.length; i++) {
        int stream = stream();
        asked[i] = ask(stream);
        answered[i] = answer(stream, "grpc-status=0");
      }
      cut(client, server, join(asked), random);
      cut(server, client, join(answered), random);
      made("OK", asked.length);
    }
    expect();
    assertThat(events() - before).isLessThan(20);
  }

  private static void cut(Socket from, Socket to, byte[] all, Random random) throws IOException {
    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, 1 + random.nextInt(random.nextBoolean() ? 12 : 400));
      from.getOutputStream().write(all, at, length);
      for (int read = 0; read < length; ) {
        int more = 1 + random.nextInt(length - read);
        to.getInputStream().readNBytes(more);
        read += more;
      }
      at += length;
    }
  }

  /** New fields change the table, and with it what each number says. */
  @Test
  void followsTheTable() throws Exception {
    warm();
    for (int i = 0; i < 50; i++) {
      for (int k = 0; k < 20; k++) {
        call();
      }
      int stream = stream();
      byte[] asked = ask(stream, "x-new=" + "n".repeat(i) + i);
      byte[] answered = answer(stream, "grpc-status=0", "x-new=" + "n".repeat(i) + i);
      move(client, server, asked);
      move(server, client, answered);
      made("OK", 1);
      if (i % 5 == 0) {
        settle();
      }
    }
    expect();
    warm();
    expect();
  }

  /** Both ends move bytes at once: an answer may be seen before the end of the send that asked. */
  @Test
  void countsBothDirectionsAtOnce() throws Exception {
    warm();
    int calls = 4000;
    byte[][] asked = new byte[calls][];
    byte[][] answered = new byte[calls][];
    for (int i = 0; i < calls; i++) {
      int stream = stream();
      asked[i] = ask(stream);
      answered[i] = answer(stream, "grpc-status=0");
    }
    FutureTask<Void> serving =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < calls; i++) {
                server.getInputStream().readNBytes(asked[i].length);
                server.getOutputStream().write(answered[i]);
              }
              return null;
            });
    FutureTask<Void> reading =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < calls; i++) {
                client.getInputStream().readNBytes(answered[i].length);
              }
              return null;
            });
    new Thread(serving).start();
    new Thread(reading).start();
    for (int i = 0; i < calls; i++) {
      client.getOutputStream().write(asked[i]);
    }
    serving.get(20, TimeUnit.SECONDS);
    reading.get(20, TimeUnit.SECONDS);
    made("OK", calls);
    expect();
  }

  @Test
  void endsWhatIsOpenWithTheConnection() throws Exception {
    warm();
    for (int i = 0; i < 7; i++) {
      move(client, server, ask(stream()));
    }
    settle();
    client.close();
    server.close();
    made("", 7);
    expect();
    connect();
  }
}
