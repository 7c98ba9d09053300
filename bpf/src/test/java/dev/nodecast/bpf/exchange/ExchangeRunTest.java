package dev.nodecast.bpf.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.exchange.ExchangeShapes.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges that are like the last one of their connection, which wait to be counted together. */
class ExchangeRunTest {
  private static final int SLOW_MICROS = 4_000;

  /** What is slower than all before it does not wait: nothing is, but for a stall as long. */
  private static final int SLOWEST_MICROS = 20_000;

  /** What is asked and answered again and again: so many requests with a call, of a status. */
  private record Talk(String asks, String answers, int status, int times) {}

  private static final Talk HTTP =
      new Talk("GET /run HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", 204, 1);

  /** REDIS_OK of exchange_redis.h. */
  private static final Talk REDIS =
      new Talk("*1\r\n$4\r\nPING\r\n".repeat(16), "+PONG\r\n".repeat(16), 1, 16);

  private final Set<Long> shapes = new HashSet<>();
  private final Set<Long> gone = new HashSet<>();
  private final Map<Value, TreeMap<Integer, Long>> buckets = new EnumMap<>(Value.class);
  private Slots slots;
  private Exchanges exchanges;
  private ServerSocket listener;
  private Talk talk;
  private Socket client;
  private Socket server;
  private long requests;
  private long requestBytes;
  private long told;
  private long sampled;

  @BeforeEach
  void start() throws IOException {
    slots = Slots.open(2048);
    exchanges =
        Exchanges.start(
            Kernel.capable(),
            slots,
            ExchangeScope.of(EnumSet.of(ExchangeProtocol.HTTP1, ExchangeProtocol.REDIS)),
            Capture.NEWEST,
            object -> {});
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** One connection, with requests of a shape that is counted in the kernel at both ends. */
  private void connect(Talk of) throws IOException {
    talk = of;
    client = new Socket(listener.getInetAddress(), listener.getLocalPort());
    server = listener.accept();
    // a run ends where there may be a sample, or soon where there is none to come
    exchanges.sample(TimeUnit.MINUTES.toNanos(1), 1_000);
    exchange(0);
    exchange(SLOWEST_MICROS); // ends the first one
    exchanges.events(this::see);
    assertThat(shapes).hasSize(2);
    shapes.forEach(shape -> assertThat(counts().add(shape, talk.status(), false)).isTrue());
    told = 0;
  }

  @AfterEach
  void stop() throws IOException {
    disconnect();
    listener.close();
    exchanges.close();
    slots.close();
  }

  private void disconnect() throws IOException {
    client.close();
    server.close();
  }

  private ExchangeShapes counts() {
    return exchanges.shapes().orElseThrow();
  }

  private void exchange(int micros) throws IOException {
    move(client, server, talk.asks());
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    move(server, client, talk.answers());
  }

  private static void move(Socket from, Socket to, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(ISO_8859_1));
    assertThat(to.getInputStream().readNBytes(text.length())).hasSize(text.length());
  }

  /** Of this test's connection: other programs of this machine talk too. */
  private void see(ExchangeEvent event) {
    if (event.localPort() == listener.getLocalPort()
        || event.remotePort() == listener.getLocalPort()) {
      shapes.add(event.shape());
      told += event.counted() ? 0 : 1;
      sampled += event.counted() ? 1 : 0;
    }
  }

  private void read() {
    exchanges.visit();
    exchanges.events(this::see);
    counts()
        .read(
            new ExchangeShapes.Increases() {
              @Override
              public void requests(long shape, int status, long more, long asked, long answered) {
                if (shapes.contains(shape)) {
                  requests += more;
                  requestBytes += asked;
                }
              }

              @Override
              public void bucket(long shape, int status, Value of, int bucket, long count) {
                if (shapes.contains(shape)) {
                  buckets.computeIfAbsent(of, v -> new TreeMap<>()).merge(bucket, count, Long::sum);
                }
              }

              @Override
              public void gone(long shape) {
                gone.add(shape);
              }
            });
  }

  /** Of the values in (2^(i/8), 2^((i+1)/8)]: i, as hist.h says. */
  private static int bucket(int value) {
    return (int) Math.ceil(8 * Math.log(value) / Math.log(2)) - 1;
  }

  private long values(Value of, int from) {
    return buckets.get(of).tailMap(from).values().stream().mapToLong(count -> count).sum();
  }

  private long uncounted() {
    return exchanges.counts().stream()
        .filter(count -> count.reason().equals("uncounted"))
        .mapToLong(SubjectCount::value)
        .sum();
  }

  /** A connection's end may come a moment after both sides were closed. */
  private void readUntil(LongSupplier all, long expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    do {
      read();
      LockSupport.parkNanos(200_000_000);
    } while (all.getAsLong() < expected && System.nanoTime() < deadline);
    assertThat(all.getAsLong()).isEqualTo(expected);
  }

  @Test
  void eachCountsWithItsDurationAndSizes() throws Exception {
    connect(HTTP);
    countsEach();
  }

  @Test
  void eachOfAPipelineCountsWithItsDurationAndSizes() throws Exception {
    connect(REDIS);
    countsEach();
  }

  /**
   * The second of the first two, which is slow, 60 quick ones and 6 slow ones among them, at both
   * ends.
   */
  private void countsEach() throws IOException {
    for (int i = 0; i < 66; i++) {
      exchange(i % 11 == 10 ? SLOW_MICROS : 0);
    }
    disconnect();
    long times = 2L * talk.times();
    readUntil(() -> requests, 67 * times);
    assertThat(requestBytes).isEqualTo(2L * 67 * talk.asks().length());
    assertThat(values(Value.DURATION, Integer.MIN_VALUE)).isEqualTo(67 * times);
    assertThat(values(Value.DURATION, bucket(SLOW_MICROS))).isBetween(7 * times, 20 * times);
    assertThat(buckets.get(Value.REQUEST_SIZE))
        .containsExactly(Map.entry(bucket(talk.asks().length() / talk.times()), 67 * times));
    assertThat(buckets.get(Value.RESPONSE_SIZE))
        .containsExactly(Map.entry(bucket(talk.answers().length() / talk.times()), 67 * times));
  }

  /** Then the connection's requests are told, whose answers are no longer taken to be alike. */
  @Test
  void anErrorAmongAnswersThatAreAsLongIsNotTakenForOneOfThem() throws Exception {
    connect(REDIS);
    for (int i = 0; i < 20; i++) {
      exchange(0);
    }
    move(client, server, talk.asks());
    move(server, client, "-FAIL\r\n" + "+PONG\r\n".repeat(15));
    exchange(0);
    disconnect();
    readUntil(() -> told, 2 * 2);
    assertThat(requests).isEqualTo(2L * 21 * talk.times());
  }

  @Test
  void whatIsOfOneConnectionGoesSoonerThanWhatIsOfMany() throws Exception {
    connect(HTTP);
    long alone = shapes.stream().mapToLong(shape -> shape).max().orElseThrow() - 2;
    assertThat(counts().add(alone, talk.status(), true)).isTrue();
    for (int i = 0; i < ExchangeShapes.ALONE_IDLE_READS; i++) {
      read();
    }
    assertThat(gone).containsExactly(alone);
  }

  /** What waits on a connection that goes on is counted by the next visit: all but the last one. */
  @Test
  void aVisitCountsWhatWaits() throws Exception {
    connect(HTTP);
    for (int i = 0; i < 50; i++) {
      exchange(0);
    }
    read();
    assertThat(requests).isEqualTo(2 * 50);
  }

  /** Removes both ends' shapes, and tells what they had counted. */
  private long remove() throws IOException {
    BpfMap map = exchanges.programs().object().orElseThrow().map("exchange_shapes");
    ByteBuffer key = Memory.direct(map.keySize());
    ByteBuffer value = Memory.direct(map.valueStride());
    long counted = 0;
    for (long shape : shapes) {
      key.putLong(ExchangeShape.SHAPE, shape).putInt(ExchangeShape.STATUS, talk.status());
      assertThat(map.lookup(key, value)).isTrue();
      counted += value.getLong(ExchangeShape.REQUESTS);
      map.delete(key);
    }
    return counted;
  }

  @Test
  void whatWaitsForAShapeThatIsGoneIsLostAndCounted() throws Exception {
    connect(HTTP);
    for (int i = 0; i < 10; i++) {
      exchange(0);
    }
    long counted = remove();
    long before = counted - uncounted();
    disconnect();
    readUntil(() -> before + told + uncounted(), 2 * 11);
    assertThat(told).as("those under way").isEqualTo(2);
    assertThat(counted).isLessThan(2 * 10);
  }

  /** Each of its commands becomes a span: of 82 pipelines, eight are as many as are wanted. */
  @Test
  void aPipelineIsAsManySamplesAsItHasRequests() throws Exception {
    connect(REDIS);
    exchanges.sample(0, 8L * talk.times());
    exchange(2 * SLOWEST_MICROS); // is like none before, so that nothing waits behind it
    for (int i = 0; i < 40; i++) {
      exchange(0);
    }
    read();
    assertThat(sampled).isBetween(8L, 12L); // those of both ends that had begun are told too
  }

  /** What fits into its room is lost at either end, and one more; then each is told again. */
  @Test
  void aRunWhoseShapeIsGoneEnds() throws Exception {
    connect(HTTP);
    exchange(0);
    exchange(0);
    long counted = remove();
    long before = uncounted();
    for (int i = 0; i < 40; i++) {
      exchange(0);
    }
    disconnect();
    readUntil(() -> counted + told + uncounted() - before, 2 * 43);
    assertThat(uncounted() - before).isBetween(1L, 2 * 10L);
  }
}
