package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one subject counts, slot by slot (slots.bpf.h): a struct of cumulative 64-bit counters and
 * histograms. Tells how much each grew since it was asked before. For one thread.
 *
 * <p>Only slots that programs have {@linkplain Touched touched} are looked at, and of histograms
 * only counts: what rests costs nothing, however many there are.
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
    /** Hands over the memory of the first so many slots for the time of a call. */
    void read(int slots, MappedArray.Reader reader);

    /** Bytes from one slot's struct to the next. */
    int stride();

    /** Which of the wanted slots may have grown since the last call; valid until the next. */
    BitSet touched(BitSet wanted);

    /** Zeroes a slot. */
    void clear(int slot);
  }

  /** Memory that programs write. */
  private record Mapped(BpfMap map, MappedArray memory, TouchedSlots touched, ByteBuffer zeroes)
      implements Source {
    @Override
    public void read(int slots, MappedArray.Reader reader) {
      memory.read((long) slots * memory.stride(), reader);
    }

    @Override
    public int stride() {
      return memory.stride();
    }

    @Override
    public BitSet touched(BitSet wanted) {
      return touched.take(wanted);
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

  /** Which counter is at which word of the struct. */
  private final int[] counterAt;

  /** Counters, slot by slot: side by side, since each read passes all of them. */
  private final long[] told;

  /** Counts of a slot's histograms, one histogram behind the other. */
  private final int[][] toldCounts;

  private final Place[] counters;
  private final Place[] histograms;
  private final MappedArray.Reader all = this::read;
  private BitSet touched;
  private Increases receiver;
  private boolean grew;

  SlotCounters(BpfMap map, BpfMap touched, StructLayout layout) {
    this(mapped(map, touched, layout), map.maxEntries(), layout);
  }

  /** Of numbers that are elsewhere. */
  SlotCounters(Source source, int slots, StructLayout layout) {
    this.source = source;
    this.slots = slots;
    this.layout = layout;
    this.counters = places(layout, Long.BYTES);
    this.histograms = places(layout, Hist.BYTES);
    this.counterAt = new int[layout.size() / Long.BYTES + 1];
    for (int i = 0; i < counters.length; i++) {
      counterAt[counters[i].offset() / Long.BYTES] = i;
    }
    this.told = new long[slots * counters.length];
    this.toldCounts = new int[slots][];
  }

  private static Source mapped(BpfMap map, BpfMap touched, StructLayout layout) {
    if (map.valueSize() != layout.size()) {
      throw new IllegalStateException(
          map.name() + ": " + map.valueSize() + " bytes (expected: " + layout.size() + ")");
    }
    return new Mapped(
        map,
        map.writableMemory(),
        new TouchedSlots(touched.writableMemory()),
        Memory.direct(layout.size()));
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
    receiver = increases;
    grew = false;
    touched = source.touched(slots);
    if (!touched.isEmpty()) {
      source.read(touched.length(), all);
    }
  }

  /** A counter as it was told last; 0 for one that never grew. */
  public long told(int slot, int offset) {
    return told[slot * counters.length + counterAt[offset / Long.BYTES]];
  }

  /** Whether anything grew between the last two reads. */
  public boolean grew() {
    return grew;
  }

  private void read(ByteBuffer values) {
    int stride = source.stride();
    for (int slot = touched.nextSetBit(0); slot >= 0; slot = touched.nextSetBit(slot + 1)) {
      int at = slot * stride;
      grew |= counters(values, at, slot);
      histograms(values, at, slot);
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

  private void histograms(ByteBuffer values, int at, int slot) {
    for (int h = 0; h < histograms.length; h++) {
      int begin = at + histograms[h].offset();
      for (int eight = 0; eight < Hist.STATES; eight += Long.BYTES) {
        if (values.getLong(begin + eight) != 0) {
          long states = Touched.visit(values, begin + eight, -1);
          for (int i = 0; i < Long.BYTES; i++) {
            if (Touched.at(states, i)) {
              counts(values, begin, slot, h, (eight + i) * Hist.GROUP);
            }
          }
        }
      }
    }
  }

  private void counts(ByteBuffer values, int begin, int slot, int h, int first) {
    int[] before = toldCounts(slot);
    int end = Math.min(first + Hist.GROUP, Hist.COUNTS);
    for (int count = first; count < end; count++) {
      int now = values.getInt(begin + Hist.offset(count));
      int more = now - before[h * Hist.COUNTS + count];
      if (more != 0) {
        before[h * Hist.COUNTS + count] = now;
        receiver.bucket(
            slot, histograms[h].field(), Hist.bucket(count), Integer.toUnsignedLong(more));
      }
    }
  }

  /** Made for slots that have histograms with values: most never do. */
  private int[] toldCounts(int slot) {
    if (toldCounts[slot] == null) {
      toldCounts[slot] = new int[histograms.length * Hist.COUNTS];
    }
    return toldCounts[slot];
  }

  /** Zeroes a slot that no program can hold any more. */
  void clear(int slot) {
    source.clear(slot);
    Arrays.fill(told, slot * counters.length, (slot + 1) * counters.length, 0);
    toldCounts[slot] = null;
  }
}
