package dev.nodecast.bpf;

import java.nio.ByteBuffer;

/**
 * The reading end of a ring buffer map. Records are copied out in batches, a buffer full with each
 * native call, and never block their writers: what finds the ring full is dropped, and counted, by
 * the program. One thread drains at a time; the close of the object closes it.
 */
public final class RingBuffer {
  /** Receives the records. */
  @FunctionalInterface
  public interface Records {
    /** One record, at this offset; the buffer is reused afterwards. */
    void record(ByteBuffer buffer, int offset, int length);
  }

  /** Keeps one native call below a millisecond or two. */
  private static final int BUFFER = 256 * 1024;

  private static final int HEADER = 8;

  private final BpfObject object;
  private final int largest;
  private final ByteBuffer buffer;

  /** Held while somebody waits: the close waits for its end. */
  private final Object waiting = new Object();

  /** 0 from the close on. Written while holding both locks, so either is enough to read it. */
  private long handle;

  RingBuffer(BpfObject object, long handle, int largest) {
    this.object = object;
    this.handle = handle;
    this.largest = padded(largest);
    this.buffer = Memory.direct(Math.max(BUFFER, this.largest));
  }

  /**
   * Reads what is there, at most {@code limit} records and one buffer more, so that writers who
   * never pause cannot hold the caller for ever.
   *
   * @return how many
   */
  public int drain(int limit, Records records) {
    int seen = 0;
    boolean more = true;
    while (more && seen < limit) {
      int used;
      synchronized (object) {
        object.checkOpen();
        used = Libbpf.drainRing(handle, buffer, buffer.capacity());
      }
      for (int at = 0; at < used; ) {
        int length = (int) buffer.getLong(at);
        records.record(buffer, at + HEADER, length);
        at += padded(length);
        seen++;
      }
      more = buffer.capacity() - used < largest;
    }
    return seen;
  }

  /**
   * Waits until a program asks for its reader, which is its decision: not for each record. Returns
   * at once when the ring is closed.
   *
   * @param millis the longest wait, which a close waits for too
   */
  public void await(int millis) {
    synchronized (waiting) {
      if (handle != 0) {
        Libbpf.awaitRing(handle, millis);
      }
    }
  }

  /** Call it while holding the object's lock. */
  void release() {
    synchronized (waiting) {
      Libbpf.closeRing(handle);
      handle = 0;
    }
  }

  private static int padded(int length) {
    return HEADER + ((length + 7) & ~7);
  }
}
