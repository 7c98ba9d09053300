package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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

  /** Where the numbers are, one struct behind the other. */
  interface Source {
    /** Hands over the memory for the time of a call. */
    void read(MappedArray.Reader reader);

    /** Bytes from one slot's struct to the next. */
    int stride();

    /** Zeroes a slot. */
    void clear(int slot);
  }

  /** Memory that programs write. */
  private record Mapped(BpfMap map, MappedArray memory, ByteBuffer zeroes) implements Source {
    @Override
    public void read(MappedArray.Reader reader) {
      memory.read(reader);
    }

    @Override
    public int stride() {
      return memory.stride();
    }

    @Override
    public void clear(int slot) {
      map.update(Memory.direct(Integer.BYTES).putInt(0, slot), zeroes);
    }
  }

  /** Where a field is. */
  private record Place(int field, int offset) {}

  private final Source source;
  private final StructLayout layout;
  private final int slots;

  /** Counters, slot by slot: side by side, since each read passes all of them. */
  private final long[] told;

  private final ByteBuffer[] toldHistograms;
  private final Place[] counters;
  private final Place[] histograms;
  private final BitSet growing = new BitSet();
  private final MappedArray.Reader all = this::read;
  private BitSet wanted;
  private Increases receiver;
  private boolean grew;

  SlotCounters(BpfMap map, StructLayout layout) {
    this(mapped(map, layout), map.maxEntries(), layout);
  }

  /** Of numbers that are elsewhere. */
  SlotCounters(Source source, int slots, StructLayout layout) {
    this.source = source;
    this.slots = slots;
    this.layout = layout;
    this.counters = places(layout, Long.BYTES);
    this.histograms = places(layout, Hist.BYTES);
    this.told = new long[slots * counters.length];
    this.toldHistograms = new ByteBuffer[slots];
  }

  private static Source mapped(BpfMap map, StructLayout layout) {
    if (map.valueSize() != layout.size()) {
      throw new IllegalStateException(
          map.name() + ": " + map.valueSize() + " bytes (expected: " + layout.size() + ")");
    }
    return new Mapped(map, map.memory(), Memory.direct(layout.size()));
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
    return slots;
  }

  /** What the numbers of these slots grew by since each was read before. */
  public void read(BitSet slots, Increases increases) {
    wanted = slots;
    receiver = increases;
    source.read(all);
  }

  /** A counter as it was told last; 0 for one that never grew. */
  public long told(int slot, int offset) {
    for (int i = 0; i < counters.length; i++) {
      if (counters[i].offset() == offset) {
        return told[slot * counters.length + i];
      }
    }
    throw new IllegalArgumentException(layout.name() + ": no counter at " + offset);
  }

  /** Whether anything grew between the last two reads. */
  public boolean grew() {
    return grew;
  }

  private void read(ByteBuffer values) {
    grew = false;
    int stride = source.stride();
    for (int slot = wanted.nextSetBit(0); slot >= 0; slot = wanted.nextSetBit(slot + 1)) {
      int at = slot * stride;
      boolean here = counters(values, at, slot);
      if (here || growing.get(slot)) {
        histograms(values, at, slot);
        growing.set(slot, here);
        grew |= here;
      }
    }
  }

  private boolean counters(ByteBuffer values, int at, int slot) {
    int first = slot * counters.length;
    boolean changed = false;
    for (int i = 0; i < counters.length; i++) {
      long now = values.getLong(at + counters[i].offset());
      long before = told[first + i];
      if (now != before) {
        told[first + i] = now;
        receiver.counter(slot, counters[i].field(), before, now);
        changed = true;
      }
    }
    return changed;
  }

  /** All are compared at once, since one mismatch() is many comparisons in a few instructions. */
  private void histograms(ByteBuffer values, int at, int slot) {
    if (histograms.length == 0) {
      return;
    }
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
    ByteBuffer copy = toldHistograms[slot];
    int now = values.getInt(at + i);
    int more = now - copy.getInt(i);
    copy.putInt(i, now);
    int bucket = Hist.bucket((i - histogram.offset()) / Integer.BYTES);
    receiver.bucket(slot, histogram.field(), bucket, Integer.toUnsignedLong(more));
  }

  /** Made for slots that have histograms with values: most never do. Laid out as the struct. */
  private ByteBuffer copy(int slot) {
    if (toldHistograms[slot] == null) {
      toldHistograms[slot] = ByteBuffer.allocate(layout.size()).order(ByteOrder.nativeOrder());
    }
    return toldHistograms[slot];
  }

  /** Zeroes a slot that no program can hold any more. */
  void clear(int slot) {
    source.clear(slot);
    Arrays.fill(told, slot * counters.length, (slot + 1) * counters.length, 0);
    toldHistograms[slot] = null;
    growing.clear(slot);
  }
}
