package dev.nodecast.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes by which programs tell what may have grown (touched.h). A program that finds a byte set may
 * not have added yet, so everything is looked at twice: when it was touched, and at the next visit.
 */
final class Touched {
  private static final VarHandle EIGHT =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** TOUCHED, eight times; LOOKED_AT is twice as much. */
  private static final long ALL = 0x0101010101010101L;

  private Touched() {}

  /**
   * Visits eight of them at once, since a program may set one in between, which must not be undone.
   *
   * @param at of the first, a multiple of eight
   * @param mask 0xff for each that is to be visited
   * @return their states before, 0 at rest; for {@link #at}
   */
  static long visit(ByteBuffer memory, int at, long mask) {
    long before;
    long after;
    do {
      before = (long) EIGHT.getVolatile(memory, at);
      after = (before & ~mask) | ((before & mask & ALL) << 1);
    } while (before != after && !EIGHT.compareAndSet(memory, at, before, after));
    return before & mask;
  }

  /** Whether the i-th is to be looked at. */
  static boolean at(long states, int i) {
    return ((states >>> (Byte.SIZE * i)) & 0xff) != 0;
  }
}
