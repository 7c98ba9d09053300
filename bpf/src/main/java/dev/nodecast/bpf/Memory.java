package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that Java and the kernel both see. */
public final class Memory {
  private Memory() {}

  /** A zeroed direct buffer in the machine's byte order. */
  public static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
