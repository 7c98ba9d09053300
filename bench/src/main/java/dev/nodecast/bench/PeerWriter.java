package dev.nodecast.bench;

import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.StructLayout;
import dev.nodecast.bpf.tcp.Tcp;
import dev.nodecast.bpf.tcp.TcpPeer;
import dev.nodecast.bpf.tcp.TcpPeerCounts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of connections, as if cgroups had some: as many peers as it holds, one of a cgroup, and
 * as many sums of a cgroup's others. None of it is on the network.
 */
final class PeerWriter {
  /** 10.0.0.0 as ::ffff:10.0.0.0, the low half in the machine's order. */
  private static final byte[] LOW = {0, 0, (byte) 0xff, (byte) 0xff, 10, 0, 0, 0};

  private static final int STEP = 5000;

  /** An entry and its map. */
  private record Entry(BpfMap map, TcpPeer peer) {}

  private final List<Entry> entries = new ArrayList<>();
  private final ByteBuffer key = Memory.direct(TcpPeer.LAYOUT.size());
  private final ByteBuffer value = Memory.direct(TcpPeerCounts.LAYOUT.size());
  private int changes;

  /** Writes none where TCP is not watched. */
  PeerWriter(Programs programs, List<CgroupIds> cgroups) {
    for (BpfSubject subject : programs.tried()) {
      Optional<BpfObject> object = subject.object();
      if (subject.name().equals(Tcp.NAME) && object.isPresent()) {
        fill(object.get(), cgroups);
      }
    }
  }

  private void fill(BpfObject object, List<CgroupIds> cgroups) {
    BpfMap peers = object.map("tcp_peers");
    BpfMap others = object.map("tcp_others");
    ByteBuffer low = Memory.direct(Long.BYTES).put(LOW);
    for (int i = 0; i < cgroups.size(); i++) {
      if (i < room(peers)) {
        low.put(6, (byte) (i >> 8)).put(7, (byte) i);
        TcpPeer peer = new TcpPeer(cgroups.get(i), 0, low.getLong(0), 443, false, false);
        entries.add(new Entry(peers, peer));
      }
      if (i < room(others)) {
        entries.add(new Entry(others, new TcpPeer(cgroups.get(i), 0, 0, 0, true, true)));
      }
    }
  }

  /** A tenth stays free for whoever really talks meanwhile. */
  private static int room(BpfMap map) {
    return map.maxEntries() / 10 * 9;
  }

  /** How many there are. */
  int size() {
    return entries.size();
  }

  /**
   * Every number of some, in percent, once more; connections that nobody closes keep it from being
   * removed.
   */
  void change(int percent) {
    changes++;
    for (int i = 0; i < entries.size(); i++) {
      if ((i + changes) * 37 % 100 < percent) {
        change(entries.get(i), i);
      }
    }
  }

  private void change(Entry entry, int i) {
    entry.peer().write(key, 0);
    if (!entry.map().lookup(key, value)) {
      value.clear().put(new byte[value.capacity()]);
    }
    for (StructLayout.Field field : TcpPeerCounts.LAYOUT.fields()) {
      if (field.offset() == TcpPeerCounts.RTT) {
        SlotWriter.observe(value, field, i * 7 + changes);
      } else if (field.offset() != TcpPeerCounts.CLOSES) {
        value.putLong(field.offset(), value.getLong(field.offset()) + STEP);
      }
    }
    entry.map().update(key, value);
  }
}
