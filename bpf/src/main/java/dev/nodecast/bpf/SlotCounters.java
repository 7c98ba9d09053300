package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one subject counts, slot by slot (slots.bpf.h): a struct of cumulative 64-bit counters and
 * histograms. Tells how much each grew since it was asked before. For one thread.
 *
 * <p>A histogram never gets a value without a counter of its struct growing too, so the histograms
 * of a slot whose counters stand still are not looked at: the slot costs a cache line or two. They
 * are looked at once more after the last growth, because a program may be between its two writes
 * when the counters are read.
 */
public final class SlotCounters {
  /** Receives increases; fields are positions in the struct. */
  public interface Increases {
    /**
     * A counter grew.
     *
     * @param before its value when it was told last
     */
    void counter(int slot, int field, long before, long now);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(int slot, int field, int bucket, long count);
  }

  /** Where a field is. */
  private record Place(int field, int offset) {}

  private final BpfMap map;
  private final MappedArray memory;
  private final StructLayout layout;
  private final ByteBuffer[] told;
  private final ByteBuffer zeroes;
  private final Place[] counters;
  private final Place[] histograms;
  private final BitSet growing = new BitSet();
  private final MappedArray.Reader all = this::read;
  private BitSet wanted;
  private Increases receiver;

  SlotCounters(BpfMap map, StructLayout layout) {
    if (map.valueSize() != layout.size()) {
      throw new IllegalStateException(
          map.name() + ": " + map.valueSize() + " bytes (expected: " + layout.size() + ")");
    }
    this.map = map;
    this.layout = layout;
    this.memory = map.memory();
    this.told = new ByteBuffer[map.maxEntries()];
    this.zeroes = Memory.direct(layout.size());
    this.counters = places(layout, Long.BYTES);
    this.histograms = places(layout, Hist.BYTES);
  }

  private static Place[] places(StructLayout layout, int size) {
    List<StructLayout.Field> fields = layout.fields();
    return IntStream.range(0, fields.size())
        .filter(i -> fields.get(i).size() == size)
        .mapToObj(i -> new Place(i, fields.get(i).offset()))
        .toArray(Place[]::new);
  }

  /** The struct. */
  public StructLayout layout() {
    return layout;
  }

  /** How many slots there are. */
  public int slots() {
    return told.length;
  }

  /** What the numbers of these slots grew by since each was read before. */
  public void read(BitSet slots, Increases increases) {
    wanted = slots;
    receiver = increases;
    memory.read(all);
  }

  /** A counter as it was told last; 0 for one that never grew. */
  public long told(int slot, int offset) {
    return told[slot] == null ? 0 : told[slot].getLong(offset);
  }

  private void read(ByteBuffer values) {
    for (int slot = wanted.nextSetBit(0); slot >= 0; slot = wanted.nextSetBit(slot + 1)) {
      int at = slot * memory.stride();
      boolean grew = counters(values, at, slot);
      if (grew || growing.get(slot)) {
        histograms(values, at, slot);
      }
      growing.set(slot, grew);
    }
  }

  private boolean counters(ByteBuffer values, int at, int slot) {
    ByteBuffer copy = told[slot];
    boolean grew = false;
    for (int i = 0; i < counters.length; i++) {
      int offset = counters[i].offset();
      long now = values.getLong(at + offset);
      long before = copy == null ? 0 : copy.getLong(offset);
      if (now != before) {
        copy = copy(slot);
        copy.putLong(offset, now);
        receiver.counter(slot, counters[i].field(), before, now);
        grew = true;
      }
    }
    return grew;
  }

  /** All are compared at once, since one mismatch() is many comparisons in a few instructions. */
  private void histograms(ByteBuffer values, int at, int slot) {
    ByteBuffer copy = copy(slot);
    for (Place histogram : histograms) {
      int offset = histogram.offset();
      int end = offset + Hist.BYTES;
      copy.limit(end);
      values.limit(at + end);
      int from = offset;
      while (from < end) {
        int same = copy.position(from).mismatch(values.position(at + from));
        if (same < 0) {
          break;
        }
        from += same & -Integer.BYTES;
        count(values, at, slot, histogram, from);
        from += Integer.BYTES;
      }
    }
    values.clear();
  }

  private void count(ByteBuffer values, int at, int slot, Place histogram, int i) {
    ByteBuffer copy = told[slot];
    int now = values.getInt(at + i);
    int more = now - copy.getInt(i);
    copy.putInt(i, now);
    int bucket = Hist.bucket((i - histogram.offset()) / Integer.BYTES);
    receiver.bucket(slot, histogram.field(), bucket, Integer.toUnsignedLong(more));
  }

  /** Made for slots that are used: most never are. */
  private ByteBuffer copy(int slot) {
    if (told[slot] == null) {
      told[slot] = ByteBuffer.allocate(layout.size()).order(zeroes.order());
    }
    return told[slot];
  }

  /** Zeroes a slot that no program can hold any more. */
  void clear(int slot) {
    ByteBuffer key = Memory.direct(Integer.BYTES).putInt(0, slot);
    map.update(key, zeroes);
    told[slot] = null;
    growing.clear(slot);
  }
}
