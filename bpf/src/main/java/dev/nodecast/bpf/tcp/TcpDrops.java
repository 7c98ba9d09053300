package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packets dropped, by cgroup and reason. Tells how many more there are since it was asked before,
 * and removes what nothing was heard of. For one thread.
 */
public final class TcpDrops {
  /** Receives increases. */
  public interface Increases {
    /** Whether this cgroup's numbers may be told now; otherwise they wait. */
    boolean knows(CgroupIds cgroup);

    void dropped(TcpDrop drop, long packets);

    /** Was told of, and will not be any more. */
    void gone(TcpDrop drop);
  }

  /** Reads without a change after which an entry goes: ten minutes, at one each five seconds. */
  static final int IDLE_READS = 120;

  private static final class Told {
    long packets;
    int idle;
    boolean named;
  }

  private final BpfMap map;
  private final MapReader reader;
  private final Map<TcpDrop, Told> told = new HashMap<>();

  TcpDrops(BpfMap map) {
    this.map = map;
    this.reader = new MapReader(map);
  }

  /** What was dropped since the last call. */
  public void read(Increases receiver) {
    reader.read(
        (keys, key, values, value) ->
            entry(TcpDrop.read(keys, key), values.getLong(value), receiver));
    List<TcpDrop> idle = new ArrayList<>();
    told.forEach(
        (drop, state) -> {
          if (state.idle >= IDLE_READS) {
            idle.add(drop);
          }
        });
    ByteBuffer key = Memory.direct(TcpDrop.LAYOUT.size());
    for (TcpDrop drop : idle) {
      drop.write(key, 0);
      map.delete(key);
      if (told.remove(drop).named) {
        receiver.gone(drop);
      }
    }
  }

  private void entry(TcpDrop drop, long now, Increases receiver) {
    Told before = told.computeIfAbsent(drop, d -> new Told());
    before.idle++;
    if (now != before.packets && receiver.knows(drop.cgroup())) {
      receiver.dropped(drop, now - before.packets);
      before.packets = now;
      before.idle = 0;
      before.named = true;
    }
  }
}
