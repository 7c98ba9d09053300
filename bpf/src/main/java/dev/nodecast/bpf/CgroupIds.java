package dev.nodecast.bpf;

import java.nio.ByteBuffer;

/**
 * Where a task lives, as inode numbers of cgroup directories. On a hybrid node only the second may
 * be the pod's; on a pure v2 node it is the first or an ancestor of it. 0: the kernel has none.
 *
 * @param v2 in the unified hierarchy
 * @param memory in the hierarchy that has the memory controller
 */
public record CgroupIds(long v2, long memory) {
  /** struct cgroup_ids of cgroup.h. */
  public static final StructLayout LAYOUT = new StructLayout("cgroup_ids");

  private static final int V2 = LAYOUT.u64("v2");
  private static final int MEMORY = LAYOUT.u64("memory");

  public static CgroupIds read(ByteBuffer buffer, int at) {
    return new CgroupIds(buffer.getLong(at + V2), buffer.getLong(at + MEMORY));
  }

  // By hand: what the compiler makes for records is many times slower without its second tier.
  @Override
  public int hashCode() {
    return Long.hashCode(v2 * 31 + memory);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CgroupIds ids && v2 == ids.v2 && memory == ids.memory;
  }

  public void write(ByteBuffer buffer, int at) {
    buffer.putLong(at + V2, v2).putLong(at + MEMORY, memory);
  }
}
