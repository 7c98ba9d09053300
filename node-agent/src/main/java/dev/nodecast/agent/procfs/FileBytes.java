package dev.nodecast.agent.procfs;

import java.nio.ByteBuffer;

/**
 * The bytes of the file read last: one reusable buffer shared by all files that one thread reads.
 *
 * <p>The kernel copies into a direct buffer (so that the JDK needs no temporary one) and parsers
 * see a plain array, which they scan several times faster. Both grow by doubling, up to the bound.
 */
public final class FileBytes {
  /** Enough for the largest per-host lists (mountinfo, net/dev) of dense Kubernetes nodes. */
  public static final int DEFAULT_BOUND = 1 << 20;

  private static final int FIRST_CAPACITY = 16 << 10;

  private final int bound;
  private ByteBuffer window;
  private byte[] bytes;
  private int length;

  public FileBytes() {
    this(DEFAULT_BOUND);
  }

  /** A buffer that never grows beyond {@code bound} bytes. */
  public FileBytes(int bound) {
    if (bound < 16) {
      throw new IllegalArgumentException("bound: " + bound + " (expected: >= 16 bytes)");
    }
    this.bound = bound;
    int capacity = Math.min(FIRST_CAPACITY, bound);
    this.window = ByteBuffer.allocateDirect(capacity);
    this.bytes = new byte[capacity];
  }

  /**
   * The array whose first {@link #length} bytes are the file; replaced when a larger file comes.
   */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public int bound() {
    return bound;
  }

  void clear() {
    window.clear();
    length = 0;
  }

  ByteBuffer window() {
    return window;
  }

  /** Doubles the capacity, keeping what was read; false at the bound. */
  boolean grow() {
    int capacity = window.capacity();
    if (capacity >= bound) {
      return false;
    }
    ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(bound, capacity * 2L));
    window.flip();
    larger.put(window);
    window = larger;
    bytes = new byte[larger.capacity()];
    return true;
  }

  /** Makes what the window holds visible to parsers. */
  void publish() {
    length = window.position();
    window.get(0, bytes, 0, length);
  }

  /** Drops the unfinished last line: a number cut in two would be a plausible wrong number. */
  void dropPartialLine() {
    while (length > 0 && bytes[length - 1] != '\n') {
      length--;
    }
  }
}
