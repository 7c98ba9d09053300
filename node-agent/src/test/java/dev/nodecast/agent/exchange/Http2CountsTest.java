package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.exchange.ExchangeEvent;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.catalog.BucketCounts;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that the kernel counts by headers which user space has understood, at both ends. */
class Http2CountsTest {
  private static final int WARM = 100;

  /** Who is at the other end, of both ends here. */
  private Sums between = new Sums();

  private final ExchangeReader reader =
      new ExchangeReader(
          Path.of("/proc"),
          SpanSettings.OFF,
          new Acquaintances() {
            @Override
            public void event(ExchangeEvent event, Party party) {}

            @Override
            public Sums sums(Exchange exchange, Party of) {
              return between;
            }

            @Override
            public void ended(ExchangeEvent event) {}
          },
          new DnsAddresses());

  private final Map<String, Long> told = new TreeMap<>();
  private final Map<String, Long> bytes = new TreeMap<>();
  private Slots slots;
  private Exchanges exchanges;
  private Http2Calls calls;

  /** Calls until now, by the line that is told of them. */
  private final Map<String, Long> made = new TreeMap<>();

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    slots = Slots.open(2048);
    exchanges = Exchanges.start(kernel, slots, EnumSet.of(ExchangeProtocol.HTTP2));
    assumeTrue(exchanges.http2().isPresent(), "streams are counted since Linux 6.3");
    calls = new Http2Calls();
  }

  @AfterEach
  void stop() throws Exception {
    if (calls != null) {
      calls.close();
    }
    if (exchanges != null) {
      exchanges.close();
      slots.close();
    }
  }

  private void made(String status, int calls) {
    made.merge(status, (long) calls, Long::sum);
  }

  private void call(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      int stream = calls.stream();
      calls.toServer(calls.ask(stream));
      calls.toClient(calls.answer(stream, "grpc-status=0"));
    }
    made("OK", times);
  }

  /** Until the kernel counts what is called again and again, at both ends. */
  private void warm() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long before;
    do {
      assertThat(System.nanoTime()).as("never counted: " + told).isLessThan(deadline);
      settle();
      before = events();
      call(WARM);
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
    assertThat(bytes).isEqualTo(calls.moved);
    assertThat(reader.unreadByReason()).isEmpty();
    assertThat(exchanges.lostEvents()).isZero();
  }

  @Test
  void countsCallsWithoutAnEvent() throws Exception {
    warm();
    long before = events();
    call(1000);
    expect();
    assertThat(events() - before).isLessThan(20);
  }

  @Test
  void tellsSamplesOfWhatItCounts() throws Exception {
    warm();
    exchanges.sample(0, 50);
    long before = events();
    call(100);
    expect();
    assertThat(events() - before).isBetween(40L, 70L); // they are in no count twice
  }

  @Test
  void handsOverWhatIsNotKnown() throws Exception {
    for (int i = 0; i < 10; i++) {
      warm(); // each time, so that what is not known meets what is
      int failed = calls.stream();
      calls.toServer(calls.ask(failed));
      calls.toClient(calls.answer(failed, "grpc-status=5", "grpc-message=no " + i));
      made("NOT_FOUND", 1);
      warm();
      int reset = calls.stream();
      calls.toServer(calls.ask(reset));
      calls.toServer(new TestingFrames().reset(reset, 8).bytes());
      made("CANCELLED", 1);
      warm();
      int own = calls.stream();
      calls.toServer(calls.ask(own, "x-request=" + i));
      calls.toClient(calls.answer(own, "grpc-status=0"));
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

  private List<Integer> open(int many) throws IOException {
    List<Integer> streams = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      streams.add(calls.stream());
      calls.toServer(calls.ask(streams.get(i)));
    }
    return streams;
  }

  private void answer(List<Integer> streams) throws IOException {
    for (int each : streams) {
      calls.toClient(calls.answer(each, "grpc-status=0"));
    }
    made("OK", streams.size());
  }

  /**
   * As many as have room in the kernel, and as many again: in the order they were asked in or not.
   */
  @Test
  void followsStreamsThatAreOpenAtATime() throws Exception {
    warm();
    for (int many : new int[] {200, 60, 250}) {
      List<Integer> streams = open(many);
      Collections.shuffle(streams, new Random(many));
      answer(streams);
      settle();
    }
    expect();
  }

  /**
   * As those of subscribers do: the others find their places taken, and are counted in further
   * ones.
   */
  @Test
  void countsBesideStreamsThatStayOpen() throws Exception {
    warm();
    List<Integer> open = open(100);
    long before = events();
    call(300);
    answer(open);
    expect();
    assertThat(events() - before).isLessThan(20);
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
        int stream = calls.stream();
        asked[i] = calls.ask(stream);
        answered[i] = calls.answer(stream, "grpc-status=0");
      }
      Http2Calls.cut(calls.client, calls.server, Http2Calls.join(asked), random);
      Http2Calls.cut(calls.server, calls.client, Http2Calls.join(answered), random);
      made("OK", asked.length);
    }
    expect();
    assertThat(events() - before).isLessThan(20);
  }

  /** Calls of many pieces, and each of its own piece of memory. */
  @ParameterizedTest
  @EnumSource
  void countsWhatIsGatheredFrom(GatheredPieces way) throws Exception {
    warm();
    long before = events();
    Random random = new Random(11);
    for (int round = 0; round < 30; round++) {
      byte[][] asked = new byte[40][];
      byte[][] answered = new byte[40][];
      for (int i = 0; i < asked.length; i++) {
        int stream = calls.stream();
        asked[i] = calls.ask(stream);
        answered[i] = calls.answer(stream, "grpc-status=0");
      }
      Http2Calls.gather(calls.client, calls.server, way.of(Http2Calls.join(asked), random));
      Http2Calls.gather(calls.server, calls.client, way.of(Http2Calls.join(answered), random));
      made("OK", asked.length);
    }
    expect();
    assertThat(events() - before).isLessThan(20);
  }

  /** What was counted before somebody's name was known goes where the rest goes. */
  @Test
  void countsElsewhereOnceItIsKnownWithWhom() throws Exception {
    warm();
    int shapes = exchanges.shapes().orElseThrow().size();
    Sums named = new Sums();
    between.move(named);
    between = named;
    settle();
    warm();
    expect();
    assertThat(exchanges.shapes().orElseThrow().size()).isGreaterThan(shapes);
    assertThat(named.requests).isEqualTo(told.get("client OK") + told.get("server OK"));
  }

  /** New fields change the table, and with it what each number says. */
  @Test
  void followsTheTable() throws Exception {
    warm();
    for (int i = 0; i < 50; i++) {
      call(20);
      int stream = calls.stream();
      byte[] asked = calls.ask(stream, "x-new=" + "n".repeat(i) + i);
      byte[] answered = calls.answer(stream, "grpc-status=0", "x-new=" + "n".repeat(i) + i);
      calls.toServer(asked);
      calls.toClient(answered);
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
    int many = 4000;
    byte[][] asked = new byte[many][];
    byte[][] answered = new byte[many][];
    for (int i = 0; i < many; i++) {
      int stream = calls.stream();
      asked[i] = calls.ask(stream);
      answered[i] = calls.answer(stream, "grpc-status=0");
    }
    FutureTask<Void> serving =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < many; i++) {
                calls.server.getInputStream().readNBytes(asked[i].length);
                calls.server.getOutputStream().write(answered[i]);
              }
              return null;
            });
    FutureTask<Void> reading =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < many; i++) {
                calls.client.getInputStream().readNBytes(answered[i].length);
              }
              return null;
            });
    new Thread(serving).start();
    new Thread(reading).start();
    for (int i = 0; i < many; i++) {
      calls.client.getOutputStream().write(asked[i]);
    }
    serving.get(20, TimeUnit.SECONDS);
    reading.get(20, TimeUnit.SECONDS);
    made("OK", many);
    expect();
  }

  @Test
  void endsWhatIsOpenWithTheConnection() throws Exception {
    warm();
    for (int i = 0; i < 7; i++) {
      calls.toServer(calls.ask(calls.stream()));
    }
    settle();
    calls.close();
    made("", 7);
    expect();
  }
}
