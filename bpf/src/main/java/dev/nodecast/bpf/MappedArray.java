package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of an array map, shared with the programs that write it: each aligned word is read
 * whole, several words are not one moment. The close of the object closes it.
 *
 * <p>The kernel maps every page of what is asked for at once, which is resident memory from then on
 * (array_map_mmap() in kernel/bpf/arraymap.c). So no more of it is mapped than is read: twice as
 * much each time, which keeps the mappings few.
 */
public final class MappedArray {
  /** Reads, or writes what was mapped so. */
  @FunctionalInterface
  public interface Reader {
    /** The memory, valid until this returns: whoever keeps it crashes the process later. */
    void read(ByteBuffer memory);
  }

  /** A multiple of any page's size. */
  private static final long STEP = 64 * 1024;

  private final BpfObject object;
  private final BpfMap map;
  private final boolean writable;
  private final ByteBuffer memory;
  private final int stride;
  private long mapped;

  MappedArray(BpfObject object, BpfMap map, boolean writable) {
    this.object = object;
    this.map = map;
    this.writable = writable;
    // kernel/bpf/arraymap.c rounds an element up to eight bytes.
    this.stride = (map.valueSize() + 7) & ~7;
    this.memory =
        Libbpf.reserveMemory((long) stride * map.maxEntries()).order(ByteOrder.nativeOrder());
  }

  /** Bytes from one element to the next. */
  public int stride() {
    return stride;
  }

  /** Keeps the object from being closed meanwhile. */
  public void read(Reader reader) {
    read(memory.capacity(), reader);
  }

  /**
   * The same of its beginning.
   *
   * @param bytes behind which the memory must not be looked at; more than there are is all
   */
  void read(long bytes, Reader reader) {
    synchronized (object) {
      object.checkOpen();
      if (bytes > mapped && mapped < memory.capacity()) {
        map(bytes);
      }
      reader.read(memory);
    }
  }

  private void map(long bytes) {
    long steps = (Math.max(bytes, 2 * mapped) + STEP - 1) / STEP;
    long to = Math.min(memory.capacity(), steps * STEP);
    Libbpf.mapMemory(map.handle(), memory, mapped, to, writable);
    mapped = to;
  }

  /** Call it while holding the object's lock. */
  void release() {
    Libbpf.unmapMemory(memory, memory.capacity());
  }
}
