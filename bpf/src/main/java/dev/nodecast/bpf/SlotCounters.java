package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/**
 * What one subject counts, slot by slot (slots.bpf.h): a struct of cumulative 64-bit counters and
 * histograms. Tells how much each grew since it was asked before; what did not change costs a
 * comparison of memory. For one thread.
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

  private final Source source;
  private final StructLayout layout;
  private final ByteBuffer[] told;
  private final MappedArray.Reader all = this::read;
  private BitSet wanted;
  private Increases receiver;

  SlotCounters(BpfMap map, StructLayout layout) {
    if (map.valueSize() != layout.size()) {
      throw new IllegalStateException(
          map.name() + ": " + map.valueSize() + " bytes (expected: " + layout.size() + ")");
    }
    this.layout = layout;
    this.source = new Mapped(map, map.memory(), Memory.direct(layout.size()));
    this.told = new ByteBuffer[map.maxEntries()];
  }

  /** Of numbers that are elsewhere. */
  SlotCounters(Source source, int slots, StructLayout layout) {
    this.layout = layout;
    this.source = source;
    this.told = new ByteBuffer[slots];
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
    source.read(all);
  }

  private void read(ByteBuffer values) {
    List<StructLayout.Field> fields = layout.fields();
    for (int slot = wanted.nextSetBit(0); slot >= 0; slot = wanted.nextSetBit(slot + 1)) {
      int at = slot * source.stride();
      for (int i = 0; i < fields.size(); i++) {
        StructLayout.Field field = fields.get(i);
        if (field.size() == Long.BYTES) {
          counter(values.getLong(at + field.offset()), slot, i, field.offset());
        } else {
          histogram(values, at, slot, i, field.offset());
        }
      }
    }
  }

  private void counter(long now, int slot, int field, int offset) {
    long before = told[slot] == null ? 0 : told[slot].getLong(offset);
    if (now != before) {
      copy(slot).putLong(offset, now);
      receiver.counter(slot, field, before, now);
    }
  }

  /** Two counts at a time: the struct is aligned to eight bytes, and most are as they were. */
  private void histogram(ByteBuffer values, int at, int slot, int field, int offset) {
    for (int i = offset; i < offset + Hist.BYTES; i += Long.BYTES) {
      ByteBuffer copy = told[slot];
      if (values.getLong(at + i) != (copy == null ? 0 : copy.getLong(i))) {
        count(values, at, slot, field, offset, i);
        count(values, at, slot, field, offset, i + Integer.BYTES);
      }
    }
  }

  private void count(ByteBuffer values, int at, int slot, int field, int offset, int i) {
    ByteBuffer copy = copy(slot);
    int now = values.getInt(at + i);
    int more = now - copy.getInt(i);
    if (more != 0) {
      copy.putInt(i, now);
      int bucket = Hist.bucket((i - offset) / Integer.BYTES);
      receiver.bucket(slot, field, bucket, Integer.toUnsignedLong(more));
    }
  }

  /** Made for slots that are used: most never are. */
  private ByteBuffer copy(int slot) {
    if (told[slot] == null) {
      told[slot] = ByteBuffer.allocate(layout.size()).order(ByteOrder.nativeOrder());
    }
    return told[slot];
  }

  /** Zeroes a slot that no program can hold any more. */
  void clear(int slot) {
    source.clear(slot);
    told[slot] = null;
  }
}
