package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The programs on the running kernel, and all that they told so far. */
final class TcpUnderTest implements AutoCloseable, TcpPeers.Increases, TcpDrops.Increases {
  private record Cell(TcpPeer peer, int field) {}

  private final Slots slots;
  private final SlotReadings readings;
  private final Map<Cell, Long> peerValues = new HashMap<>();
  private final Map<TcpPeer, Long> open = new HashMap<>();
  final Map<TcpDrop, Long> dropped = new HashMap<>();
  final Tcp tcp;

  TcpUnderTest() {
    this(object -> {});
  }

  /** With a say before the object is loaded. */
  TcpUnderTest(Consumer<BpfObject> prepare) {
    Kernel.capable();
    slots = Slots.open(2048);
    tcp = Tcp.start(Kernel.support(), slots, prepare);
    readings = new SlotReadings(slots, tcp.counters().orElseThrow());
  }

  /** A counter, without a visit to what lives. */
  long value(TcpEnd of, String field) {
    return readings.read().value(of.ids, field);
  }

  /** How many values a histogram has. */
  Map<Integer, Long> buckets(TcpEnd of, String field) {
    return readings.read().buckets(of.ids, field);
  }

  /** Waits for what the other end's kernel does in its own time, and then for nothing more. */
  void expect(TcpEnd of, String field, long expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (value(of, field) < expected && System.nanoTime() < deadline) {
      LockSupport.parkNanos(2_000_000);
      tcp.visit();
    }
    assertThat(value(of, field)).as(field).isEqualTo(expected);
  }

  /** Open are connections + accepts + adopted - closes. */
  long open(TcpEnd of) {
    return value(of, "connects")
        + value(of, "accepts")
        + value(of, "adopted")
        - value(of, "closes");
  }

  void readPeers() {
    tcp.peers().orElseThrow().read(this);
  }

  void readDrops() {
    tcp.drops().orElseThrow().read(this);
  }

  /** Peers of a cgroup, as "direction address port" or "direction ~". */
  Map<String, TcpPeer> peers(TcpEnd of) {
    Map<String, TcpPeer> named = new HashMap<>();
    for (TcpPeer peer : open.keySet()) {
      if (peer.cgroup().equals(of.ids)) {
        String direction = peer.incoming() ? "in " : "out ";
        String name = peer.address().map(address -> address + " " + peer.port()).orElse("~");
        assertThat(named.put(direction + name, peer)).as("one of each").isNull();
      }
    }
    return named;
  }

  long value(TcpPeer peer, int field) {
    return peerValues.getOrDefault(new Cell(peer, field), 0L);
  }

  long open(TcpPeer peer) {
    return open.get(peer);
  }

  @Override
  public boolean knows(CgroupIds cgroup) {
    return true;
  }

  @Override
  public void counter(TcpPeer peer, int field, long by) {
    assertThat(by).isPositive();
    peerValues.merge(new Cell(peer, field), by, Long::sum);
  }

  @Override
  public void bucket(TcpPeer peer, int field, int bucket, long count) {
    peerValues.merge(new Cell(peer, field), count, Long::sum);
  }

  @Override
  public void open(TcpPeer peer, long more) {
    open.merge(peer, more, Long::sum);
  }

  @Override
  public void gone(TcpPeer peer) {
    open.remove(peer);
  }

  @Override
  public void dropped(TcpDrop drop, long packets) {
    assertThat(packets).isPositive();
    dropped.merge(drop, packets, Long::sum);
  }

  @Override
  public void gone(TcpDrop drop) {
    dropped.remove(drop);
  }

  @Override
  public void close() {
    tcp.close();
    slots.close();
  }
}
