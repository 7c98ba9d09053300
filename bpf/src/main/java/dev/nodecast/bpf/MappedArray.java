package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of an array map, shared with the programs that write it: each aligned word is read
 * whole, several words are not one moment. The close of the object closes it.
 */
public final class MappedArray {
  /** Reads, or writes what was mapped so. */
  @FunctionalInterface
  public interface Reader {
    /** The memory, valid until this returns: whoever keeps it crashes the process later. */
    void read(ByteBuffer memory);
  }

  private final BpfObject object;
  private final ByteBuffer memory;
  private final int stride;

  MappedArray(BpfObject object, BpfMap map, boolean writable) {
    this.object = object;
    // kernel/bpf/arraymap.c rounds an element up to eight bytes.
    this.stride = (map.valueSize() + 7) & ~7;
    this.memory =
        Libbpf.mapMemory(map.handle(), (long) stride * map.maxEntries(), writable)
            .order(ByteOrder.nativeOrder());
  }

  /** Bytes from one element to the next. */
  public int stride() {
    return stride;
  }

  /** Keeps the object from being closed meanwhile. */
  public void read(Reader reader) {
    synchronized (object) {
      object.checkOpen();
      reader.read(memory);
    }
  }

  /** Call it while holding the object's lock. */
  void release() {
    Libbpf.unmapMemory(memory, memory.capacity());
  }
}
