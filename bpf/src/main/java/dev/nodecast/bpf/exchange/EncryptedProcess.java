package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A process whose connections began with TLS.
 *
 * @param pid in the root pid namespace
 * @param connections since it was last told of
 * @param comm the first 15 bytes of its first thread's name
 */
public record EncryptedProcess(int pid, CgroupIds cgroup, long connections, String comm) {
  /** struct exchange_encrypted of exchange.h. */
  static final StructLayout LAYOUT = new StructLayout("exchange_encrypted");

  private static final int COMM_LENGTH = 16;
  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int CONNECTIONS = LAYOUT.u64("connections");
  private static final int COMM = LAYOUT.chars("comm", COMM_LENGTH);

  static EncryptedProcess read(int pid, ByteBuffer buffer, int at) {
    byte[] bytes = new byte[COMM_LENGTH];
    int length = 0;
    while (length < COMM_LENGTH && buffer.get(at + COMM + length) != 0) {
      bytes[length] = buffer.get(at + COMM + length);
      length++;
    }
    return new EncryptedProcess(
        pid,
        CgroupIds.read(buffer, at + CGROUP),
        buffer.getLong(at + CONNECTIONS),
        new String(bytes, 0, length, StandardCharsets.UTF_8));
  }
}
