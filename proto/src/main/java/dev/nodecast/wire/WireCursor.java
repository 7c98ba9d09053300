package dev.nodecast.wire;

/**
 * Reads protobuf primitives from a slice of a byte array, checking every bound. Reused; not
 * thread-safe.
 */
final class WireCursor {
  private byte[] bytes = {};
  private int at;
  private int limit;

  void reset(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    limit = to;
  }

  boolean more() {
    return at < limit;
  }

  int position() {
    return at;
  }

  int limit() {
    return limit;
  }

  byte[] array() {
    return bytes;
  }

  long varint(String what) throws MalformedTickException {
    int position = at;
    if (position < limit && bytes[position] >= 0) {
      at = position + 1;
      return bytes[position];
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position >= limit) {
        throw new MalformedTickException(what + ": truncated number at byte " + at);
      }
      byte b = bytes[position++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        at = position;
        return value;
      }
    }
    throw new MalformedTickException(what + ": number at byte " + at + " (expected: <= 10 bytes)");
  }

  /** A varint that must lie in [0, max]. */
  int bounded(String what, int max) throws MalformedTickException {
    long value = varint(what);
    if (value < 0 || value > max) {
      throw new MalformedTickException(
          what + ": " + Long.toUnsignedString(value) + " (expected: 0 to " + max + ")");
    }
    return (int) value;
  }

  /** Eight bytes, the lowest first. */
  long fixed(String what) throws MalformedTickException {
    if (limit - at < 8) {
      throw new MalformedTickException(what + ": truncated number at byte " + at);
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    at += 8;
    return value;
  }

  /** Enters a length-delimited field: {@code inner} gets its bytes, this moves behind it. */
  void enter(WireCursor inner, String what) throws MalformedTickException {
    int length = bounded(what + " length", limit);
    if (length > limit - at) {
      throw new MalformedTickException(
          what + ": " + length + " bytes announced, " + (limit - at) + " left");
    }
    inner.reset(bytes, at, at + length);
    at += length;
  }

  /** Skips the value of a field that this version does not know. */
  void skip(int tag) throws MalformedTickException {
    switch (tag & 7) {
      case 0 -> varint("unknown field");
      case 1 -> advance(8);
      case 2 -> advance(bounded("unknown field length", limit));
      case 5 -> advance(4);
      default ->
          throw new MalformedTickException(
              "field " + (tag >>> 3) + ": wire type " + (tag & 7) + " (expected: 0, 1, 2 or 5)");
    }
  }

  private void advance(int length) throws MalformedTickException {
    if (length > limit - at) {
      throw new MalformedTickException(
          "field: " + length + " bytes announced, " + (limit - at) + " left");
    }
    at += length;
  }
}
