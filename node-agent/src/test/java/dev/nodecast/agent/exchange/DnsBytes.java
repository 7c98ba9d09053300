package dev.nodecast.agent.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Messages of DNS as RFC 1035 section 4.1 lays them out. */
final class DnsBytes {
  static final int RESPONSE = 0x8000;
  static final int TRUNCATED = 0x0200;
  static final int RECURSE = 0x0100;

  private DnsBytes() {}

  static byte[] query(int id, String name, int type) {
    return message(id, RECURSE, name, type, 0, new byte[0]);
  }

  static byte[] answer(int id, String name, int type, int rcode) {
    return message(id, RESPONSE | RECURSE | rcode, name, type, 0, new byte[0]);
  }

  /**
   * Any.
   *
   * @param records how many additional records follow
   */
  static byte[] message(int id, int flags, String name, int type, int records, byte[] behind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int word : new int[] {id, flags, 1, 0, 0, records}) {
      u16(out, word);
    }
    for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    u16(out, type);
    u16(out, 1);
    out.writeBytes(behind);
    return out.toByteArray();
  }

  /** RFC 6891 section 6.1.2. */
  static byte[] opt(int upperRcode) {
    return new byte[] {0, 0, 41, 4, (byte) 208, (byte) upperRcode, 0, 0, 0, 0, 0};
  }

  /** Behind its length, as over TCP (section 4.2.2). */
  static byte[] tcp(byte[]... messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      u16(out, message.length);
      out.writeBytes(message);
    }
    return out.toByteArray();
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
