package dev.nodecast.bpf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cgroups that the programs have seen, and the slot of each: the maps that all subjects share
 * (slots.bpf.h). A cgroup gets its slot at its first event and keeps it until {@link #retire}; slot
 * {@link #NO_ROOM} has in sum what found none. For one thread.
 */
public final class Slots implements Subject, CgroupSlots {
  /** Keeps numbers by slot in a map of its own kind. */
  public interface Listener {
    /**
     * These slots are about to be given out again; nothing counts for their cgroups any more. What
     * is kept of them is to be read a last time, and removed.
     */
    void reclaiming(BitSet slots);
  }

  /** SLOT_NO_ROOM. */
  public static final int NO_ROOM = CgroupSlots.NO_ROOM;

  /** struct slots_state of slots.h. */
  static final StructLayout STATE = new StructLayout("slots_state");

  private static final int GIVEN = STATE.u64("given");
  private static final int TURNED_AWAY = STATE.u64("turned_away");

  static final String OBJECT = "slots";
  private static final String BY_SLOT = "_by_slot";
  private static final String TOUCHED = "_touched";

  /** SLOTS_OF_LINE: slots whose states are one entry. */
  private static final int LINE = 64;

  private final BpfObject object;
  private final BpfMap bySlot;
  private final BpfMap free;
  private final MapReader reader;
  private final MappedArray state;
  private final CgroupIds[] cgroups;
  private final Map<CgroupIds, Integer> slots = new HashMap<>();
  private final BitSet used = new BitSet();
  private final BitSet retired = new BitSet();
  private final List<SlotCounters> counters = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final ByteBuffer nothing = Memory.direct(0);
  private long given;
  private long turnedAway;

  private Slots(BpfObject object, int limit) {
    this.object = object;
    this.bySlot = object.map("slot_by_cgroup");
    this.free = object.map("free_slots");
    this.reader = new MapReader(bySlot);
    this.state = object.map("slots_state").memory();
    this.cgroups = new CgroupIds[limit];
    used.set(NO_ROOM);
    for (int slot = limit - 1; slot > 0; slot--) {
      free(slot);
    }
  }

  /**
   * Makes the maps.
   *
   * @param limit slots, that of those without one included; at least 2
   * @throws BpfException when the kernel refuses them
   */
  public static Slots open(int limit) {
    BpfObject object;
    try {
      object = BpfObject.open(BpfSubject.elf(OBJECT), OBJECT);
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    try {
      object.map("slot_by_cgroup").resize(limit);
      object.map("free_slots").resize(limit);
      object.load();
      return new Slots(object, limit);
    } catch (RuntimeException e) {
      object.close();
      throw e;
    }
  }

  /** The maps, which no program of its own writes. */
  @Override
  public BpfSubject programs() {
    return new BpfSubject(OBJECT, Optional.of(object), List.of());
  }

  /** What found no slot. */
  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(SubjectCount.What.UPDATE_ERRORS, "slot_by_cgroup", "no_slot", turnedAway));
  }

  /** How many slots there are. */
  public int limit() {
    return cgroups.length;
  }

  /** Lends the maps to an object that is about to be loaded. */
  public void prepare(BpfObject other) {
    for (BpfMap map : other.maps()) {
      if (map.name().endsWith(BY_SLOT)) {
        map.resize(cgroups.length);
      } else if (map.name().endsWith(TOUCHED)) {
        map.resize((cgroups.length + LINE - 1) / LINE);
      }
    }
    for (BpfMap shared : object.maps()) {
      other.map(shared.name()).reuse(shared);
    }
  }

  /** The numbers of a loaded subject; they are cleared with their slots until {@link #drop}. */
  public SlotCounters counters(BpfObject of, StructLayout layout) {
    SlotCounters made =
        new SlotCounters(of.map(of.name() + BY_SLOT), of.map(of.name() + TOUCHED), layout);
    counters.add(made);
    return made;
  }

  /** Forgets numbers whose object is about to be closed. */
  public void drop(SlotCounters gone) {
    counters.remove(gone);
  }

  /** Tells a subject of every reclaim, until {@link #unlisten}. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Ends {@link #listen}; for an object that is about to be closed. */
  public void unlisten(Listener listener) {
    listeners.remove(listener);
  }

  /** Looks up the cgroups that got a slot since the last call; whether there were any. */
  @Override
  public boolean refresh() {
    long before = given;
    state.read(
        memory -> {
          given = memory.getLong(GIVEN);
          turnedAway = memory.getLong(TURNED_AWAY);
        });
    if (given == before) {
      return false;
    }
    reader.read(
        (keys, key, values, value) -> {
          int slot = values.getInt(value);
          cgroups[slot] = CgroupIds.read(keys, key);
          slots.put(cgroups[slot], slot);
          used.set(slot);
        });
    return true;
  }

  /** Slots whose numbers may have grown: all that are not free. */
  @Override
  public BitSet used() {
    return used;
  }

  /** Whose slot it is; null for a free one, one that was retired, and {@link #NO_ROOM}. */
  @Override
  public CgroupIds cgroup(int slot) {
    return cgroups[slot];
  }

  /** A cgroup's slot; {@link #NO_ROOM} when it has none. */
  @Override
  public int slot(CgroupIds cgroup) {
    return slots.getOrDefault(cgroup, NO_ROOM);
  }

  /** Events that found no slot, ever. */
  public long turnedAway() {
    return turnedAway;
  }

  /**
   * The cgroup is gone: the next event in its name, if there is one, takes another slot. A program
   * may still hold this one, so read its numbers once more before {@link #reclaim}.
   */
  @Override
  public void retire(int slot) {
    ByteBuffer key = Memory.direct(CgroupIds.LAYOUT.size());
    cgroups[slot].write(key, 0);
    bySlot.delete(key);
    slots.remove(cgroups[slot]);
    cgroups[slot] = null;
    retired.set(slot);
  }

  /**
   * Zeroes the retired slots and gives them out again. To be called when the programs that ran at
   * the time of {@link #retire} have ended and the numbers were read: at the next tick.
   */
  @Override
  public void reclaim() {
    if (!retired.isEmpty()) {
      listeners.forEach(listener -> listener.reclaiming(retired));
    }
    for (int slot = retired.nextSetBit(0); slot >= 0; slot = retired.nextSetBit(slot + 1)) {
      for (SlotCounters of : counters) {
        of.clear(slot);
      }
      free(slot);
    }
    used.andNot(retired);
    retired.clear();
  }

  /** A stack has no keys. */
  private void free(int slot) {
    free.update(nothing, Memory.direct(Integer.BYTES).putInt(0, slot));
  }

  @Override
  public void close() {
    object.close();
  }
}
