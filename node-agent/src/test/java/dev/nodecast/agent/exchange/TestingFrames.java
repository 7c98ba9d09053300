package dev.nodecast.agent.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes frames of HTTP/2 (RFC 9113 section 4.1) and fields of HPACK without a table's help. */
final class TestingFrames {
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int PRIORITY = 0x20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  TestingFrames frame(int type, int flags, int stream, byte[] payload) {
    bytes.write(payload.length >> 16);
    bytes.write(payload.length >> 8);
    bytes.write(payload.length);
    bytes.write(type);
    bytes.write(flags);
    number(bytes, stream);
    bytes.writeBytes(payload);
    return this;
  }

  TestingFrames data(int stream, int length, boolean last) {
    return frame(0, last ? END_STREAM : 0, stream, new byte[length]);
  }

  TestingFrames headers(int stream, boolean last, String... fields) {
    return frame(1, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
  }

  TestingFrames settings() {
    return frame(4, 0, 0, hex("000300000064"));
  }

  TestingFrames reset(int stream, int error) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    number(code, error);
    return frame(3, 0, stream, code.toByteArray());
  }

  TestingFrames goAway(int last, int error) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    number(both, last);
    number(both, error);
    return frame(7, 0, 0, both.toByteArray());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private static void number(ByteArrayOutputStream to, int value) {
    to.write(value >> 24);
    to.write(value >> 16);
    to.write(value >> 8);
    to.write(value);
  }

  /** Literal fields with incremental indexing and names of their own (RFC 7541 section 6.2.1). */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field : fields) {
      int end = field.indexOf('=');
      block.write(0x40);
      string(block, field.substring(0, end));
      string(block, field.substring(end + 1));
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int rest = bytes.length - 127;
    to.write(rest < 0 ? bytes.length : 127);
    for (; rest >= 128; rest >>= 7) {
      to.write((rest & 0x7f) | 0x80);
    }
    if (bytes.length >= 127) {
      to.write(rest);
    }
    to.writeBytes(bytes);
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
