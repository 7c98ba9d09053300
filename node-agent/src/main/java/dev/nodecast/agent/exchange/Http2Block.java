package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * A block of headers on its way: one frame of HEADERS or PUSH_PROMISE and those of CONTINUATION
 * behind it (RFC 9113 section 4.3), in pieces as calls cut them. For one thread.
 */
final class Http2Block {
  /** The most that is kept of a block which came in pieces. */
  static final int MAX = 8192;

  /** What is kept for the next one; thousands of connections would keep more. */
  private static final int SMALL = 512;

  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;

  /** Whose it is; 0: none is under way. */
  int stream;

  /** It is the last of its stream. */
  boolean ends;

  /** Of all its frames, with their headers. */
  long frameBytes;

  long beganNs;

  /** More came than is kept. */
  boolean over;

  byte[] bytes = {};
  int length;

  /** What {@link #unpad} found. */
  int from;

  int to;

  void clear() {
    stream = 0;
    length = 0;
    over = false;
    if (bytes.length > SMALL) {
      bytes = new byte[0];
    }
  }

  void append(byte[] piece, int at, int size) {
    over |= size > MAX - length;
    if (over) {
      return;
    }
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(64, 2 * Integer.highestOneBit(length + size)));
    }
    System.arraycopy(piece, at, bytes, length, size);
    length += size;
  }

  /**
   * Finds the fragment in a frame's payload (sections 6.2, 6.6).
   *
   * @return false when the payload has no room for what its flags say
   */
  boolean unpad(byte[] payload, int at, int size, int flags, boolean promise) {
    from = at;
    to = at + size;
    if ((flags & PADDED) != 0) {
      if (from == to) {
        return false;
      }
      to -= payload[from++] & 0xff;
    }
    if (promise) {
      from += Integer.BYTES;
    } else if ((flags & PRIORITY) != 0) {
      from += 5;
    }
    return from <= to;
  }

  /** Leaves of the frame that began at {@code frame} the fragment that {@link #unpad} found. */
  void keepFragment(int frame) {
    System.arraycopy(bytes, from, bytes, frame, to - from);
    length = frame + to - from;
  }
}
