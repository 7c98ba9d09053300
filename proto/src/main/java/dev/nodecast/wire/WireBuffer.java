package dev.nodecast.wire;

import java.util.Arrays;

/**
 * A growing byte array with protobuf's primitive encodings. Not thread-safe; reused from tick to
 * tick.
 */
public final class WireBuffer {
  private byte[] bytes;
  private int size;

  public WireBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /** The backing array; valid up to {@link #size()} and until the next write. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  void varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  static long unzigzag(long code) {
    return (code >>> 1) ^ -(code & 1);
  }

  /** Writes a field of wire type 0; protobuf leaves out zeros, and so does this. */
  void varintField(int field, long value) {
    if (value != 0) {
      varint((long) field << 3);
      varint(value);
    }
  }

  /** Writes a field of wire type 1, left out when 0. */
  void fixedField(int field, long value) {
    if (value != 0) {
      varint(((long) field << 3) | 1);
      ensure(8);
      for (int i = 0; i < 8; i++) {
        bytes[size++] = (byte) (value >>> (8 * i));
      }
    }
  }

  /** Writes a field of wire type 2, left out when empty. */
  void bytesField(int field, WireBuffer content) {
    if (content.size > 0) {
      requiredBytesField(field, content.bytes, content.size);
    }
  }

  /** Writes a field of wire type 2 even when it is empty, as members of repeated fields are. */
  void requiredBytesField(int field, byte[] content, int length) {
    varint(((long) field << 3) | 2);
    varint(length);
    ensure(length);
    System.arraycopy(content, 0, bytes, size, length);
    size += length;
  }

  /** Appends another buffer's bytes as they are. */
  void raw(WireBuffer other) {
    ensure(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  /** Sets bit {@code index} of a bitmap that starts at 0, growing it with zeros. */
  void setBit(int index) {
    int at = index >> 3;
    if (at >= size) {
      ensure(at + 1 - size);
      Arrays.fill(bytes, size, at + 1, (byte) 0);
      size = at + 1;
    }
    bytes[at] |= (byte) (1 << (index & 7));
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
