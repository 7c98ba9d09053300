package dev.nodecast.aggregator.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, little endian as ClickHouse's Native format; used again and again. */
final class BlockBuffer {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1 << 16];
  private int length;

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  /** The bytes written, in an array that may be longer; valid until the next write. */
  byte[] array() {
    return bytes;
  }

  void u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void u16(int value) {
    room(2);
    SHORT.set(bytes, length, (short) value);
    length += 2;
  }

  void u32(int value) {
    room(4);
    INT.set(bytes, length, value);
    length += 4;
  }

  void u64(long value) {
    room(8);
    LONG.set(bytes, length, value);
    length += 8;
  }

  void f32(float value) {
    u32(Float.floatToRawIntBits(value));
  }

  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Length and UTF-8; unpaired surrogates become '?'. */
  void string(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    varint(encoded.length);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
    }
  }
}
