package dev.nodecast.agent.stream;

import java.util.zip.Deflater;

/**
 * The raw deflate stream of one call: each frame is the next piece, ended by a sync flush whose
 * last four bytes, always 00 00 FF FF, are left out (the receiver appends them). The window lives
 * as long as the call, so that a tick is compressed against the ones before it. Holds 270 KB
 * outside the heap until {@link #close}. Not thread-safe.
 */
final class FrameDeflater implements AutoCloseable {
  /** Beyond it a tick costs more and is 0.1 % smaller at best; 1 makes it 2 % larger. */
  static final int LEVEL = 6;

  private static final int TAIL = 4;

  private final Deflater deflater = new Deflater(LEVEL, true);
  private byte[] out = new byte[8 << 10];

  /** Compresses; the result is in {@link #array()}, its length is returned. */
  int deflate(byte[] bytes, int length) {
    // zlib's deflateBound for any settings, and room to spare: a sync flush that fills the buffer
    // to
    // the last byte would be repeated.
    int bound = length + (length >> 3) + (length >> 6) + 64;
    if (out.length < bound) {
      out = new byte[bound];
    }
    deflater.setInput(bytes, 0, length);
    int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    if (size >= out.length || !deflater.needsInput()) {
      throw new IllegalStateException("deflate: " + length + " bytes became more than " + bound);
    }
    return size - TAIL;
  }

  byte[] array() {
    return out;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
