package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cgroups and their numbers out of a plain hash by v2 id, for kernels without arrays that can be
 * mapped: each refresh copies it whole, and slots are numbered here. For one thread.
 */
public final class CopiedSlots implements CgroupSlots, SlotCounters.Source {
  private final BpfMap byCgroup;
  private final BpfMap other;
  private final StructLayout layout;
  private final MapReader reader;
  private final ByteBuffer image;
  private final ByteBuffer key = Memory.direct(Long.BYTES);
  private final ByteBuffer value;
  private final CgroupIds[] cgroups;
  private final Map<Long, Integer> slots = new HashMap<>();
  private final BitSet used = new BitSet();
  private final BitSet retired = new BitSet();
  private final List<SlotCounters> counters = new ArrayList<>();
  private boolean news;

  /**
   * @param byCgroup a hash from a cgroup's id to {@code layout}
   * @param other an array with one {@code layout}, the sum of what found no room
   */
  public CopiedSlots(BpfMap byCgroup, BpfMap other, StructLayout layout) {
    this.byCgroup = byCgroup;
    this.other = other;
    this.layout = layout;
    this.reader = new MapReader(byCgroup);
    this.cgroups = new CgroupIds[byCgroup.maxEntries() + 1];
    this.image = Memory.direct(cgroups.length * layout.size());
    this.value = Memory.direct(layout.size());
    used.set(NO_ROOM);
  }

  /** The numbers, for one who reads them: each is told its own increases. */
  public SlotCounters counters() {
    SlotCounters made = new SlotCounters(this, cgroups.length, layout);
    counters.add(made);
    return made;
  }

  @Override
  public boolean refresh() {
    news = false;
    other.lookup(key.putLong(0, 0), value);
    copy(value, 0, NO_ROOM);
    reader.read((keys, k, values, v) -> take(keys.getLong(k), values, v));
    return news;
  }

  /** A cgroup that finds all slots retired waits in the map until they are free again. */
  private void take(long id, ByteBuffer values, int at) {
    Integer slot = slots.get(id);
    if (slot == null) {
      int free = used.nextClearBit(NO_ROOM + 1);
      if (free >= cgroups.length) {
        return;
      }
      cgroups[free] = new CgroupIds(id, 0);
      slots.put(id, free);
      used.set(free);
      news = true;
      slot = free;
    }
    copy(values, at, slot);
  }

  private void copy(ByteBuffer from, int at, int slot) {
    image.put(slot * layout.size(), from, at, layout.size());
  }

  @Override
  public BitSet used() {
    return used;
  }

  @Override
  public CgroupIds cgroup(int slot) {
    return cgroups[slot];
  }

  @Override
  public int slot(CgroupIds cgroup) {
    return slots.getOrDefault(cgroup.v2(), NO_ROOM);
  }

  /** What a program adds between the two calls is lost; the cgroup's last process is gone. */
  @Override
  public void retire(int slot) {
    key.putLong(0, cgroups[slot].v2());
    if (byCgroup.lookup(key, value)) {
      copy(value, 0, slot);
      byCgroup.delete(key);
    }
    slots.remove(cgroups[slot].v2());
    cgroups[slot] = null;
    retired.set(slot);
  }

  @Override
  public void reclaim() {
    for (int slot = retired.nextSetBit(0); slot >= 0; slot = retired.nextSetBit(slot + 1)) {
      clear(slot);
      for (SlotCounters of : counters) {
        of.clear(slot);
      }
    }
    used.andNot(retired);
    retired.clear();
  }

  @Override
  public void read(int first, MappedArray.Reader of) {
    of.read(image);
  }

  @Override
  public int stride() {
    return layout.size();
  }

  /** Whatever was copied. */
  @Override
  public BitSet touched(BitSet wanted) {
    return wanted;
  }

  @Override
  public void clear(int slot) {
    for (int at = 0; at < layout.size(); at += Long.BYTES) {
      image.putLong(slot * layout.size() + at, 0);
    }
  }
}
