package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * Whose plaintext is read: what runs in a cgroup, what runs an executable, or one process.
 *
 * @param kind enum tls_selector_kind
 */
public record TlsSelector(long kind, long first, long second) {
  /** struct tls_selector of exchange_sessions.h. */
  static final StructLayout LAYOUT = new StructLayout("tls_selector");

  private static final int KIND = LAYOUT.u64("kind");
  private static final int FIRST = LAYOUT.u64("first");
  private static final int SECOND = LAYOUT.u64("second");

  /** Of the kernel's own dev_t the minor's bits: include/linux/kdev_t.h. */
  private static final int MINOR_BITS = 20;

  /** From the first instruction of whatever starts there. */
  public static TlsSelector cgroup(CgroupIds ids) {
    return new TlsSelector(1, ids.v2(), ids.memory());
  }

  /**
   * An executable, as stat tells it.
   *
   * @param device as user space writes it: 12 bits of the major number above 8 of the minor, and
   *     the rest of both above those (glibc: sys/sysmacros.h)
   */
  public static TlsSelector executable(long device, long inode) {
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
    long minor = (device & 0xff) | (device >>> 12 & 0xffffff00L);
    return new TlsSelector(2, major << MINOR_BITS | minor, inode);
  }

  /**
   * One process.
   *
   * @param pid in the root pid namespace
   */
  public static TlsSelector process(int pid) {
    return new TlsSelector(3, pid, 0);
  }

  ByteBuffer key() {
    return Memory.direct(LAYOUT.size())
        .putLong(KIND, kind)
        .putLong(FIRST, first)
        .putLong(SECOND, second);
  }
}
