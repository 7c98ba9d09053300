package dev.nodecast.aggregator.ingest;

import com.google.protobuf.ByteString;
import dev.nodecast.wire.MalformedTickException;
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
  void inflate(ByteString body, int length) throws MalformedTickException {
    if (length <= 0 || length > maxBytes) {
      throw new MalformedTickException(
          "length "
              + Integer.toUnsignedString(length)
              + " bytes (expected: 1 to "
              + maxBytes
              + ")");
    }
    // One byte more than announced is asked for, so that a body that holds more is found out
    // without inflating it.
    if (out.length <= length) {
      out = new byte[Math.max(length + 1, Math.min(maxBytes + 1, out.length * 2))];
    }
    try {
      inflater.setInput(body.asReadOnlyByteBuffer());
      int at = fill(0, length + 1);
      if (at <= length) {
        inflater.setInput(SYNC_TAIL);
        at = fill(at, length + 1);
      }
      if (at != length) {
        throw new MalformedTickException(
            "inflates to "
                + (at > length ? "more than " + length : Integer.toString(at))
                + " bytes (expected: the announced "
                + length
                + ")");
      }
    } catch (DataFormatException e) {
      throw new MalformedTickException("not a deflate stream (" + e.getMessage() + ")");
    }
  }

  private int fill(int from, int to) throws DataFormatException {
    int at = from;
    while (at < to) {
      int got = inflater.inflate(out, at, to - at);
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
