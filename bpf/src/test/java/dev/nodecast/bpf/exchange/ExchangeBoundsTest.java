package dev.nodecast.bpf.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is full loses what it says, and nothing when there is room again. */
class ExchangeBoundsTest {
  private static final String ASK = "GET /bounds HTTP/1.1\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 204 No Content\r\n\r\n";

  /** NEAR_SOCKETS: how many there is room for before the hash, where the kernel has that. */
  private static final int NEAR = 4096;

  private static final int NEAR_LOCKS = NEAR / 4 * Integer.BYTES;

  private final List<Socket> clients = new ArrayList<>();
  private final List<Socket> servers = new ArrayList<>();
  private ServerSocket listener;
  private Slots slots;
  private Exchanges exchanges;
  private int told;
  private int bare;

  @BeforeEach
  void listen() throws IOException {
    Kernel.capable();
    listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    slots = Slots.open(2048);
  }

  @AfterEach
  void stop() throws IOException {
    disconnect();
    if (exchanges != null) {
      exchanges.close();
    }
    if (listener != null) {
      listener.close();
      slots.close();
    }
  }

  private void start(Consumer<BpfObject> prepare) {
    exchanges =
        Exchanges.start(
            Kernel.capable(),
            slots,
            ExchangeScope.of(EnumSet.of(ExchangeProtocol.HTTP1)),
            Capture.NEWEST,
            prepare);
  }

  private void connect(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      clients.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
      servers.add(listener.accept());
    }
  }

  private void disconnect() throws IOException {
    for (Socket socket : clients) {
      socket.close();
    }
    for (Socket socket : servers) {
      socket.close();
    }
    clients.clear();
    servers.clear();
  }

  private static void move(List<Socket> from, List<Socket> to, String text) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      from.get(i).getOutputStream().write(text.getBytes(ISO_8859_1));
      assertThat(to.get(i).getInputStream().readNBytes(text.length())).hasSize(text.length());
    }
  }

  private void exchange() throws IOException {
    move(clients, servers, ASK);
    move(servers, clients, ANSWER);
  }

  /** Of this test's connections: other programs of this machine talk too. */
  private void see(ExchangeEvent event) {
    if (event.localPort() == listener.getLocalPort()
        || event.remotePort() == listener.getLocalPort()) {
      told++;
      bare += event.bare() ? 1 : 0;
    }
  }

  private int told(int atLeast) {
    told = 0;
    bare = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    do {
      exchanges.visit();
      exchanges.events(this::see);
      LockSupport.parkNanos(20_000_000);
    } while (told < atLeast && System.nanoTime() < deadline);
    return told;
  }

  /**
   * Each of some new connections is told of with its bytes. Other programs of this machine share
   * what is small here, so not at once.
   */
  private void expectExact(int connections) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    int seen;
    do {
      rest();
      connect(connections);
      exchange();
      disconnect();
      seen = told(2 * connections);
    } while ((seen != 2 * connections || bare > 0) && System.nanoTime() < deadline);
    assertThat(seen).isEqualTo(2 * connections);
  }

  /** Until nothing is told any more of what was. */
  private void rest() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int quiet = 0;
    while (quiet < 10 && System.nanoTime() < deadline) {
      quiet = told(0) == 0 ? quiet + 1 : 0;
      LockSupport.parkNanos(50_000_000);
    }
  }

  private long count(What what, String reason, String map) {
    return exchanges.counts().stream()
        .filter(c -> c.what() == what && c.reason().equals(reason) && c.map().equals(map))
        .mapToLong(SubjectCount::value)
        .sum();
  }

  private BpfMap map(String name) {
    return exchanges.programs().object().orElseThrow().map(name);
  }

  /** 3,000 connections are 6,000 ends, of which there is room for some. */
  @Test
  void connectionsBeyondTheBoundAreCountedAndTheNextOnesSeen() throws Exception {
    start(object -> object.map("exchange_sockets").resize(100));
    connect(3000);
    exchange();
    long refused = count(What.UPDATE_ERRORS, "table_full", "exchange_sockets");
    disconnect();
    assertThat(refused).isPositive();
    assertThat(told(1)).isBetween(1, NEAR + 100);

    expectExact(20);
  }

  /** Each is told of; what has no room for its bytes, without them. */
  @Test
  void requestsBeyondTheBoundAreToldWithoutTheirBytes() throws Exception {
    start(object -> object.map("exchange_requests").resize(10));
    connect(20);
    exchange();
    disconnect();
    assertThat(told(40)).isEqualTo(40);
    assertThat(bare).isBetween(30, 40);
    assertThat(count(What.UPDATE_ERRORS, "table_full", "exchange_requests"))
        .isGreaterThanOrEqualTo(bare);
    expectExact(4);
    assertThat(bare).isZero();
  }

  @Test
  void whatTheRingHasNoRoomForIsCounted() throws Exception {
    start(object -> object.map("exchange_events").resize(4096));
    connect(1);
    for (int i = 0; i < 200; i++) {
      exchange();
    }
    disconnect();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    int told = 0;
    do {
      told += told(0);
    } while (told + exchanges.lostEvents() < 400 && System.nanoTime() < deadline);
    assertThat(exchanges.lostEvents()).isPositive();
    assertThat(told + exchanges.lostEvents()).isGreaterThanOrEqualTo(400);
    expectExact(1);
  }

  /** What fills less than a quarter of the ring, and would wait for the reader's next look. */
  @Test
  void aRushWakesTheReader() throws Exception {
    start(object -> {});
    connect(1);
    rest();
    CompletableFuture<Void> woken = CompletableFuture.runAsync(() -> exchanges.await(20_000));
    for (int i = 0; i < 200; i++) {
      exchange();
    }
    woken.get(10, TimeUnit.SECONDS);
    disconnect();
    assertThat(told(400)).isEqualTo(400);
  }

  /** An entry that no connection belongs to goes at the next visit; those of connections stay. */
  @Test
  void whatWasLeftBehindIsSwept() throws Exception {
    start(object -> {});
    connect(5);
    exchange();
    BpfMap sockets = map("exchange_sockets");
    ByteBuffer key = Memory.direct(sockets.keySize()).putLong(0, 8);
    ByteBuffer value = Memory.direct(sockets.valueStride());
    for (int i = 0; i < sockets.valueSize(); i++) {
      value.put(i, (byte) 1);
    }
    sockets.update(key, value);
    assertThat(sockets.lookup(key, value)).isTrue();
    visitUntil(() -> !sockets.lookup(key, value));
    assertThat(sockets.lookup(key, value)).isFalse();
    exchange();
    disconnect();
    long seen = told; // exchanges that came to rest meanwhile
    assertThat(seen + told((int) (20 - seen))).isEqualTo(20);
  }

  /** The same where the first ones are kept. */
  @Test
  void whatWasLeftBehindNearbyIsSwept() throws Exception {
    start(object -> {});
    assumeTrue(near().isPresent(), "kernel: Linux 6.3 for a table of connections");
    BpfMap sockets = near().orElseThrow();
    ByteBuffer all = value(sockets);
    long address = 8;
    int free = 4 * (int) ((address * 0x9e3779b97f4a7c15L) >>> 54); // near_set()
    while (all.getLong(key(sockets, free)) != 0) {
      free++;
    }
    int size = map("exchange_sockets").valueSize();
    for (int i = 0; i < size; i++) {
      all.put(Long.BYTES + free * size + i, (byte) 1);
    }
    all.putLong(key(sockets, free), address);
    sockets.update(Memory.direct(Integer.BYTES), all);
    int place = key(sockets, free);
    assertThat(nearKey(place)).isEqualTo(address);
    visitUntil(() -> nearKey(place) != address);
    assertThat(nearKey(place)).isNotEqualTo(address);
    expectExact(20);
  }

  private void visitUntil(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!done.getAsBoolean() && System.nanoTime() < deadline) {
      exchanges.visit(); // looks after one of eight each second
      exchanges.events(this::see);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** All come to rest at once, and take more than the ring has. */
  @Test
  void manyThatRestAreToldByAndBy() throws Exception {
    start(object -> object.map("exchange_events").resize(16384));
    connect(150);
    exchange();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (told < 300 && System.nanoTime() < deadline) {
      exchanges.visit();
      exchanges.events(this::see);
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(told).isEqualTo(300);
    assertThat(exchanges.lostEvents()).isZero();
  }

  /** Half of them by a reset, with an answer that nobody reads. */
  @Test
  void nothingIsLeftOfConnectionsThatEnded() throws Exception {
    start(object -> {});
    int before = entries();
    for (int i = 0; i < 2000; i++) {
      connect(1);
      exchange();
      if (i % 2 == 0) {
        move(clients, servers, ASK);
        servers.get(0).getOutputStream().write(ANSWER.getBytes(ISO_8859_1));
        clients.get(0).setSoLinger(true, 0);
      }
      disconnect();
      exchanges.events(this::see);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (entries() > before + 200 && System.nanoTime() < deadline) {
      exchanges.visit();
      exchanges.events(this::see);
      LockSupport.parkNanos(20_000_000);
    }
    // other programs of this machine have connections too
    assertThat(entries()).isLessThanOrEqualTo(before + 200);
  }

  private int entries() {
    int near = near().map(ExchangeBoundsTest::keys).orElse(0);
    return near
        + new MapReader(map("exchange_sockets")).read((keys, key, values, value) -> {})
        + new MapReader(map("exchange_requests")).read((keys, key, values, value) -> {});
  }

  private Optional<BpfMap> near() {
    return exchanges.programs().object().orElseThrow().maps().stream()
        .filter(map -> map.name().equals("exchange_near"))
        .findFirst();
  }

  /** Where struct exchange_near has the key of one of its sockets. */
  private static int key(BpfMap near, int socket) {
    return near.valueSize() - NEAR_LOCKS - (NEAR - socket) * Long.BYTES;
  }

  private static ByteBuffer value(BpfMap near) {
    ByteBuffer all = Memory.direct(near.valueStride());
    near.lookup(Memory.direct(Integer.BYTES), all);
    return all;
  }

  private long nearKey(int at) {
    return value(near().orElseThrow()).getLong(at);
  }

  private static int keys(BpfMap near) {
    ByteBuffer all = value(near);
    return (int) IntStream.range(0, NEAR).filter(i -> all.getLong(key(near, i)) != 0).count();
  }

  /** What is sent behind the request for TLS is not told: it cannot be read. */
  @Test
  void leavesMysqlAloneWhenItGoesToTls() throws Exception {
    exchanges =
        Exchanges.start(
            Kernel.capable(),
            slots,
            ExchangeScope.of(EnumSet.of(ExchangeProtocol.MYSQL)),
            Capture.NEWEST,
            object -> {});
    connect(1);
    byte[] request = new byte[36];
    request[0] = 32;
    request[3] = 1;
    request[5] = (byte) 0x8a;
    move(servers, clients, new String(FirstBytes.MYSQL, ISO_8859_1));
    move(clients, servers, new String(request, ISO_8859_1));
    for (int i = 0; i < 50; i++) {
      move(clients, servers, "\u0017\u0003\u0003\0\u0010encrypted request");
      move(servers, clients, "\u0017\u0003\u0003\0\u0010encrypted answers");
    }
    disconnect();
    assertThat(told(2)).isEqualTo(2);
    assertThat(told(0)).isZero();
  }
}
