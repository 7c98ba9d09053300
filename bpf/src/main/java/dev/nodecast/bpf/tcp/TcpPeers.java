package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Hist;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.MappedArray;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of connections. Tells how much each peer's numbers grew since it was asked before, and
 * removes peers that nothing was heard of: a connection that begins in the very moment when its
 * peer is removed is missing here, though not in {@link TcpCounts}. For one thread.
 */
public final class TcpPeers {
  /** Receives increases; fields are offsets of {@link TcpPeerCounts}. */
  public interface Increases {
    /** Whether this cgroup's numbers may be told now; otherwise they wait. */
    boolean knows(CgroupIds cgroup);

    void counter(TcpPeer peer, int field, long by);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(TcpPeer peer, int field, int bucket, long count);

    /** So many more connections are open, or fewer. */
    void open(TcpPeer peer, long more);

    /** Was told of, and will not be any more. */
    void gone(TcpPeer peer);
  }

  /** Reads without a change after which a peer without connections goes. */
  static final int IDLE_READS = 12;

  /** 256 entries are 220 KB. */
  private static final int BATCH = 256;

  private static final class Told {
    final ByteBuffer values = ByteBuffer.allocate(TcpPeerCounts.LAYOUT.size());
    long seen;
    int idle;
    boolean named;
    boolean growing;
    long open;

    Told() {
      values.order(java.nio.ByteOrder.nativeOrder());
    }
  }

  private final BpfMap peers;
  private final BpfMap others;
  private final BpfMap kept;
  private final MappedArray keptMemory;
  private final MapReader peerReader;
  private final MapReader otherReader;
  private final Slots slots;
  private final Map<TcpPeer, Told> told = new HashMap<>();
  private long reads;

  /** Whether peers came or went. */
  private boolean changed;

  TcpPeers(BpfObject object, Slots slots) {
    this.peers = object.map("tcp_peers");
    this.others = object.map("tcp_others");
    this.kept = object.map("tcp_peer_count_by_slot");
    this.keptMemory = kept.memory();
    this.peerReader = new MapReader(peers, BATCH);
    this.otherReader = new MapReader(others, BATCH);
    this.slots = slots;
  }

  /** What the numbers grew by since the last call. */
  public void read(Increases receiver) {
    reads++;
    MapReader.Entries entries =
        (keys, key, values, value) -> entry(TcpPeer.read(keys, key), values, value, receiver);
    peerReader.read(entries);
    otherReader.read(entries);
    remove(receiver);
    if (changed || reads % IDLE_READS == 0) {
      changed = false;
      correctCounts();
    }
  }

  /** Peers in the table. */
  public int size() {
    return told.size();
  }

  private void entry(TcpPeer peer, ByteBuffer values, int at, Increases receiver) {
    Told before = told.get(peer);
    if (before == null) {
      before = new Told();
      told.put(peer, before);
      changed = true;
    }
    if (before.seen == reads) {
      return; // a batch that met a change in its bucket may come back to it
    }
    before.seen = reads;
    before.idle++;
    if (!before.named && !receiver.knows(peer.cgroup())) {
      return;
    }
    before.named = true;
    boolean grew = grew(before, values, at);
    // Once more after the last growth: a program may be between its two writes.
    if (grew || before.growing) {
      before.growing = grew;
      for (StructLayout.Field field : TcpPeerCounts.LAYOUT.fields()) {
        if (field.size() == Long.BYTES) {
          counter(peer, before, values, at, field.offset(), receiver);
        } else {
          histogram(peer, before, values, at, field.offset(), receiver);
        }
      }
      long open = Math.max(0, TcpPeerCounts.open(values, at));
      receiver.open(peer, open - before.open);
      before.open = open;
    }
    if (before.open > 0) {
      before.idle = 0;
    }
  }

  /** A histogram never gets a value without a counter growing too. */
  private static boolean grew(Told before, ByteBuffer values, int at) {
    for (int offset = 0; offset < TcpPeerCounts.RTT; offset += Long.BYTES) {
      if (values.getLong(at + offset) != before.values.getLong(offset)) {
        return true;
      }
    }
    return false;
  }

  private static void counter(
      TcpPeer peer, Told before, ByteBuffer values, int at, int offset, Increases receiver) {
    long now = values.getLong(at + offset);
    long by = now - before.values.getLong(offset);
    if (by != 0) {
      before.values.putLong(offset, now);
      before.idle = 0;
      receiver.counter(peer, offset, by);
    }
  }

  private static void histogram(
      TcpPeer peer, Told before, ByteBuffer values, int at, int offset, Increases receiver) {
    for (int first = 0; first < Hist.COUNTS; first += Hist.GROUP) {
      if (Hist.used(values, at + offset, first)) {
        group(peer, before, values, at, offset, first, receiver);
      }
    }
  }

  private static void group(
      TcpPeer peer,
      Told before,
      ByteBuffer values,
      int at,
      int offset,
      int first,
      Increases receiver) {
    for (int i = first; i < Math.min(first + Hist.GROUP, Hist.COUNTS); i++) {
      int where = offset + Hist.offset(i);
      int now = values.getInt(at + where);
      int by = now - before.values.getInt(where);
      if (by != 0) {
        before.values.putInt(where, now);
        receiver.bucket(peer, offset, Hist.bucket(i), Integer.toUnsignedLong(by));
      }
    }
  }

  private void remove(Increases receiver) {
    List<TcpPeer> idle = new ArrayList<>();
    told.forEach(
        (peer, state) -> {
          if (state.idle >= IDLE_READS) {
            idle.add(peer);
          }
        });
    ByteBuffer key = Memory.direct(TcpPeer.LAYOUT.size());
    for (TcpPeer peer : idle) {
      changed = true;
      peer.write(key, 0);
      (peer.other() ? others : peers).delete(key);
      if (told.remove(peer).named) {
        receiver.gone(peer);
      }
    }
  }

  /**
   * Tells the programs how many peers each cgroup has. One that came since the reading is forgotten
   * until the next; the bound of the table holds all the same.
   */
  private void correctCounts() {
    Map<CgroupIds, Integer> counts = new HashMap<>();
    for (TcpPeer peer : told.keySet()) {
      if (!peer.other()) {
        counts.merge(peer.cgroup(), 1, Integer::sum);
      }
    }
    Map<Integer, Integer> wrong = new HashMap<>();
    keptMemory.read(
        memory -> {
          for (int slot = 0; slot < slots.limit(); slot++) {
            int now = counts.getOrDefault(slots.cgroup(slot), 0);
            if (memory.getLong(slot * keptMemory.stride()) != now) {
              wrong.put(slot, now);
            }
          }
        });
    ByteBuffer key = Memory.direct(Integer.BYTES);
    ByteBuffer value = Memory.direct(Long.BYTES);
    wrong.forEach((slot, now) -> kept.update(key.putInt(0, slot), value.putLong(0, now)));
  }
}
