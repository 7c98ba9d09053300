package dev.nodecast.agent.exchange;

import java.nio.ByteBuffer;

/**
 * The primitive types of Kafka's protocol (https://kafka.apache.org/protocol, "Protocol Primitive
 * Types"), read one behind the other. Behind the end of what is there everything is zero, and
 * {@link #cut}. Flexible versions have their strings and arrays compact.
 */
final class KafkaFields {
  private static final int LONGEST_VARINT = 5;

  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private byte[] array = new byte[0];
  private boolean flexible;
  private boolean cut;

  /** Of the string that was read last. */
  int textFrom;

  int textTo;

  void over(byte[] of, int length) {
    if (array != of) {
      array = of;
      bytes = ByteBuffer.wrap(of);
    }
    bytes.limit(length).position(0);
    flexible = false;
    cut = false;
  }

  /** What is read. */
  byte[] bytes() {
    return array;
  }

  void flexible(boolean compact) {
    flexible = compact;
  }

  /** Whether something that was read is not there. */
  boolean cut() {
    return cut;
  }

  private boolean has(long count) {
    cut |= cut || count < 0 || count > bytes.remaining();
    return !cut;
  }

  int i16() {
    return has(Short.BYTES) ? bytes.getShort() : 0;
  }

  int i32() {
    return has(Integer.BYTES) ? bytes.getInt() : 0;
  }

  long i64() {
    return has(Long.BYTES) ? bytes.getLong() : 0;
  }

  void skip(long count) {
    if (has(count)) {
      bytes.position(bytes.position() + (int) count);
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT && has(1); i++) {
      int next = bytes.get();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    cut = true;
    return 0;
  }

  /** Elements of the array that begins here; none for null. */
  long count() {
    return Math.max(0, flexible ? varint() - 1 : i32());
  }

  /** A string, null too: then it is empty. */
  void text() {
    text(flexible ? varint() - 1 : i16());
  }

  /** One of the header, which is never compact. */
  void classicText() {
    text(i16());
  }

  private void text(long length) {
    textFrom = bytes.position();
    skip(Math.max(0, length));
    textTo = bytes.position();
  }

  /** Tagged fields; a classic version has none. */
  void tags() {
    if (flexible) {
      for (long left = varint(); left > 0 && !cut; left--) {
        varint();
        skip(varint());
      }
    }
  }
}
