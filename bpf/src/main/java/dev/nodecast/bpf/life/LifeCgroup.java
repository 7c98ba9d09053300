package dev.nodecast.bpf.life;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A cgroup was made or removed.
 *
 * @param id the inode number of its directory
 * @param memory whether it is in the memory controller's own hierarchy (v1); else it is in v2
 * @param made or removed
 * @param path from the hierarchy's root; empty when it is longer than 255 bytes
 */
public record LifeCgroup(long id, boolean memory, boolean made, String path) {
  /** struct life_cgroup of life.h. */
  static final StructLayout LAYOUT = new StructLayout("life_cgroup");

  private static final int PATH_LENGTH = 256;
  private static final int ID = LAYOUT.u64("id");
  private static final int MEMORY = LAYOUT.u32("memory");
  private static final int MADE = LAYOUT.u32("made");
  private static final int PATH = LAYOUT.chars("path", PATH_LENGTH);

  static LifeCgroup read(ByteBuffer buffer, int at) {
    byte[] path = new byte[PATH_LENGTH];
    int length = 0;
    while (length < PATH_LENGTH && buffer.get(at + PATH + length) != 0) {
      path[length] = buffer.get(at + PATH + length);
      length++;
    }
    return new LifeCgroup(
        buffer.getLong(at + ID),
        buffer.getInt(at + MEMORY) != 0,
        buffer.getInt(at + MADE) != 0,
        new String(path, 0, length, StandardCharsets.UTF_8));
  }
}
