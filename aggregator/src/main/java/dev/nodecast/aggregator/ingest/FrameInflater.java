package dev.nodecast.aggregator.ingest;

import com.google.protobuf.ByteString;
import dev.nodecast.wire.MalformedTickException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The other end of a stream's deflate stream; its window lives as long as the stream. */
final class FrameInflater implements AutoCloseable {
  /** What the sender cut off: the end of every sync flush (RFC 1951, as RFC 7692 does it). */
  private static final byte[] SYNC_TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final Inflater inflater = new Inflater(true);
  private final int maxBytes;
  private byte[] out = new byte[16 * 1024];

  FrameInflater(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Inflates one frame; the bytes are in {@link #bytes} until the next call. */
  void inflate(long seq, ByteString body, int length) throws MalformedTickException {
    if (length <= 0 || length > maxBytes) {
      throw new MalformedTickException(
          "frame "
              + seq
              + ": length "
              + Integer.toUnsignedString(length)
              + " (expected: 1 to "
              + maxBytes
              + ")");
    }
    if (out.length < length) {
      out = Arrays.copyOf(out, Math.max(length, out.length * 2));
    }
    int at = 0;
    inflater.setInput(body.asReadOnlyByteBuffer());
    try {
      at = fill(at, length);
      inflater.setInput(SYNC_TAIL);
      at = fill(at, length);
      if (at != length || inflater.inflate(new byte[1]) != 0) {
        throw new MalformedTickException(
            "frame " + seq + ": inflated to other than the announced " + length + " bytes");
      }
    } catch (DataFormatException e) {
      throw new MalformedTickException(
          "frame " + seq + ": not a deflate stream (" + e.getMessage() + ")");
    }
  }

  private int fill(int from, int length) throws DataFormatException {
    int at = from;
    while (at < length) {
      int got = inflater.inflate(out, at, length - at);
      if (got == 0) {
        break;
      }
      at += got;
    }
    return at;
  }

  byte[] bytes() {
    return out;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
