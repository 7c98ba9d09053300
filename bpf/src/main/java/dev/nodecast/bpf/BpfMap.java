package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One map of an object. Keys and values travel in direct buffers of native byte order, from the
 * buffer's beginning whatever its position; {@link Memory#direct} makes them. Threads: see {@link
 * BpfObject}.
 */
public final class BpfMap {
  /** include/uapi/linux/bpf.h: PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH. */
  private static final Set<Integer> PER_CPU = Set.of(5, 6, 10);

  /** HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH. */
  private static final Set<Integer> HASH = Set.of(1, 5, 9, 10);

  private final BpfObject object;
  private final long handle;
  private final String name;
  private final int[] info = new int[4];
  private volatile int entriesSeen = -1;
  private volatile int walks;
  private volatile boolean lent;

  BpfMap(BpfObject object, long handle, String name) {
    this.object = object;
    this.handle = handle;
    this.name = name;
    Libbpf.mapInfo(handle, info);
  }

  public String name() {
    return name;
  }

  /** A number of enum bpf_map_type. */
  public int type() {
    return info[0];
  }

  public int keySize() {
    return info[1];
  }

  /** Bytes of one value, of one processor where each has its own. */
  public int valueSize() {
    return info[2];
  }

  public int maxEntries() {
    synchronized (object) {
      return info[3];
    }
  }

  /**
   * Memory that the kernel charges for it. Linux 6.4 and later ask the map itself (all copies of a
   * per-CPU map, the pages of a ring); 5.11 to 6.3 print entries x (key + value) whatever the type;
   * older ones what was charged as locked memory. Empty before the object is loaded, and where
   * procfs cannot be read.
   */
  public OptionalLong memoryBytes() {
    // The lock keeps the descriptor from being closed, and its number from going to another file.
    synchronized (object) {
      object.checkOpen();
      return MapMemory.read(Libbpf.mapDescriptor(handle));
    }
  }

  /** Whether entries come and go: an array has all of them always, a ring has none. */
  public boolean hash() {
    return HASH.contains(type());
  }

  /**
   * Entries that the last whole walk of a {@link MapReader} saw; empty before the first. Any thread
   * may ask.
   */
  public OptionalInt entriesSeen() {
    int seen = entriesSeen;
    return seen < 0 ? OptionalInt.empty() : OptionalInt.of(seen);
  }

  /** How many whole walks there were: whether {@link #entriesSeen} is news. */
  public int walks() {
    return walks;
  }

  /** How many values a key has: one, or one for each processor that the kernel may ever have. */
  public int copies() {
    return PER_CPU.contains(type()) ? Libbpf.possibleCpus() : 1;
  }

  /** Bytes from one processor's value to the next; the kernel rounds up to eight. */
  public int copyStride() {
    return PER_CPU.contains(type()) ? (valueSize() + 7) & ~7 : valueSize();
  }

  /** Bytes from one key's value (or values) to the next key's. */
  public int valueStride() {
    return copyStride() * copies();
  }

  /**
   * Changes its bound before the object is loaded.
   *
   * @throws BpfException when the object is loaded
   */
  public void resize(int entries) {
    synchronized (object) {
      object.checkOpen();
      Libbpf.resize(handle, entries);
      info[3] = entries;
    }
  }

  /**
   * Makes it another name of a map that exists, before the object is loaded: both objects' programs
   * then share that one, which lives until both are closed.
   *
   * @throws BpfException when the two differ in more than their bound
   */
  public void reuse(BpfMap existing) {
    synchronized (object) {
      object.checkOpen();
      Libbpf.reuse(handle, existing.handle);
      lent = true;
      Libbpf.mapInfo(handle, info);
    }
  }

  /** Whether it is another object's map, by {@link #reuse}. */
  public boolean lent() {
    return lent;
  }

  /** Whether the key is there; its value is then in {@code value}. */
  public boolean lookup(ByteBuffer key, ByteBuffer value) {
    synchronized (object) {
      object.checkOpen();
      return Libbpf.lookup(handle, key, keySize(), value, valueStride());
    }
  }

  /**
   * Whether there is no entry: asked of a hash in a tenth of the time that an iterator takes to
   * find none. Arrays always have some.
   */
  public boolean isEmpty() {
    synchronized (object) {
      object.checkOpen();
      return Libbpf.empty(handle);
    }
  }

  /** Sets one entry. */
  public void update(ByteBuffer key, ByteBuffer value) {
    synchronized (object) {
      object.checkOpen();
      Libbpf.update(handle, key, keySize(), value, valueStride());
    }
  }

  /** Removes one entry; whether it was there. */
  public boolean delete(ByteBuffer key) {
    synchronized (object) {
      object.checkOpen();
      return Libbpf.delete(handle, key, keySize());
    }
  }

  /**
   * Opens a ring buffer map, once loaded. It is closed with the object.
   *
   * @param largest bytes of the longest record that its programs write
   */
  public RingBuffer ring(int largest) {
    return object.ring(this, largest);
  }

  /** Maps the memory of an array that was declared with BPF_F_MMAPABLE, once it is loaded. */
  public MappedArray memory() {
    return object.memory(this, false);
  }

  /** The same, to be written too. */
  public MappedArray writableMemory() {
    return object.memory(this, true);
  }

  /** A walk has seen all. */
  void walked(int entries) {
    synchronized (object) {
      entriesSeen = entries;
      walks++;
    }
  }

  BpfObject object() {
    return object;
  }

  long handle() {
    return handle;
  }
}
