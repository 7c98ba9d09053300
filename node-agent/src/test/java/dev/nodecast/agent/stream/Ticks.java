package dev.nodecast.agent.stream;

import dev.nodecast.catalog.AgentKind;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Test material: small schemas, and frame bodies that say which frame they are. */
final class Ticks {
  static final Schema SCHEMA = WireSchema.of(List.of(AgentKind.KIND));
  static final String KERNEL = "0a1b2c3d";

  private Ticks() {}

  static SpoolSettings settings(Path directory) {
    return new SpoolSettings(directory, 64 << 20, false, KERNEL, SCHEMA);
  }

  static StreamTarget target(int port) {
    return new StreamTarget(
        "127.0.0.1", port, true, null, "secret", "node-1", "test", "6.1.0", "x86_64", List.of());
  }

  /** A body of {@code size} bytes (at least 8) whose first eight are the number. */
  static byte[] body(long number, int size) {
    byte[] body = new byte[size];
    for (int i = 8; i < size; i++) {
      body[i] = (byte) (number + i);
    }
    ByteBuffer.wrap(body).putLong(number);
    return body;
  }

  static long number(byte[] body) {
    return ByteBuffer.wrap(body).getLong();
  }

  /** A real tick with a time and nothing else. */
  static byte[] empty(long timeMs) {
    TickWriter writer = new TickWriter();
    writer.begin(timeMs, true);
    WireBuffer tick = writer.end();
    return Arrays.copyOf(tick.array(), tick.size());
  }
}
