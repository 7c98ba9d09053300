package dev.nodecast.bpf;

import java.nio.ByteBuffer;

/**
 * Reads a hash map whole, a batch of entries with each system call, into two direct buffers that it
 * keeps. Each entry that is there throughout is seen once; one that comes or goes meanwhile may be
 * seen or not. For one thread.
 *
 * <p>Where the kernel has no batches, it reads entry by entry. There, one that goes while it is
 * looked at makes the kernel begin again, so others may be seen twice.
 */
public final class MapReader {
  /** Receives the entries. */
  @FunctionalInterface
  public interface Entries {
    /** The entry's key and value begin at these offsets; both buffers are reused afterwards. */
    void entry(ByteBuffer keys, int key, ByteBuffer values, int value);
  }

  /** Entries of one call at first; the kernel holds no lock over more than one bucket. */
  private static final int BATCH = 1024;

  private final BpfMap map;
  private final int valueStride;
  private final ByteBuffer cursor;
  private int capacity;
  private ByteBuffer keys;
  private ByteBuffer values;
  private boolean batches = true;

  public MapReader(BpfMap map) {
    this(map, BATCH);
  }

  /**
   * For entries that are large, or few.
   *
   * @param batch entries of one system call, at first
   */
  public MapReader(BpfMap map, int batch) {
    this.map = map;
    this.valueStride = map.valueStride();
    this.cursor = Memory.direct(Math.max(8, map.keySize()));
    allocate(Math.min(batch, map.maxEntries()));
  }

  /** Reads all; returns how many there were. */
  public int read(Entries entries) {
    return walk(entries, false);
  }

  /**
   * Reads all and removes them. A program that adds to an entry just then adds to one that nobody
   * reads: use it where entries are written once, or such a loss does not matter.
   */
  public int drain(Entries entries) {
    return walk(entries, true);
  }

  private int walk(Entries entries, boolean drain) {
    int seen = 0;
    boolean first = true;
    boolean done = false;
    // Entry by entry it might begin again for ever.
    long mayAsk = 2L * map.maxEntries() + capacity;
    while (!done && (batches || mayAsk > 0)) {
      int result = batches ? batch(first, drain) : each(first, drain);
      if (result == Libbpf.TOO_SMALL) {
        allocate(capacity * 2);
        continue;
      }
      if (result == Libbpf.UNSUPPORTED) {
        batches = false;
        continue;
      }
      mayAsk -= capacity;
      first = false;
      done = (result & Libbpf.DONE) != 0;
      int count = result & ~Libbpf.DONE;
      for (int i = 0; i < count; i++) {
        entries.entry(keys, i * map.keySize(), values, i * valueStride);
      }
      seen += count;
    }
    map.walked(seen);
    return seen;
  }

  private int batch(boolean first, boolean drain) {
    synchronized (map.object()) {
      map.object().checkOpen();
      return Libbpf.lookupBatch(
          map.handle(), cursor, first, keys, map.keySize(), values, valueStride, capacity, drain);
    }
  }

  private int each(boolean first, boolean drain) {
    synchronized (map.object()) {
      map.object().checkOpen();
      return Libbpf.lookupEach(
          map.handle(), cursor, first, keys, map.keySize(), values, valueStride, capacity, drain);
    }
  }

  /** As on a kernel that has none. */
  MapReader withoutBatches() {
    batches = false;
    return this;
  }

  /** Whether it reads in batches, as far as that is known. */
  boolean batches() {
    return batches;
  }

  private void allocate(int entries) {
    capacity = entries;
    keys = Memory.direct(entries * map.keySize());
    values = Memory.direct(entries * valueStride);
  }
}
