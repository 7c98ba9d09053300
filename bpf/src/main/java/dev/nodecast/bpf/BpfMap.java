package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * One map of an object. Keys and values travel in direct buffers of native byte order, from the
 * buffer's beginning whatever its position; {@link Memory#direct} makes them. Threads: see {@link
 * BpfObject}.
 */
public final class BpfMap {
  /** include/uapi/linux/bpf.h: PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH. */
  private static final Set<Integer> PER_CPU = Set.of(5, 6, 10);

  private final BpfObject object;
  private final long handle;
  private final String name;
  private final int[] info = new int[4];

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
      Libbpf.mapInfo(handle, info);
    }
  }

  /** Whether the key is there; its value is then in {@code value}. */
  public boolean lookup(ByteBuffer key, ByteBuffer value) {
    synchronized (object) {
      object.checkOpen();
      return Libbpf.lookup(handle, key, keySize(), value, valueStride());
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
    return object.memory(this);
  }

  BpfObject object() {
    return object;
  }

  long handle() {
    return handle;
  }
}
