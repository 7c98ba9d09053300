package dev.nodecast.bpf;

import java.util.EnumSet;
import java.util.Set;

/** The Linux capabilities that matter to eBPF (include/uapi/linux/capability.h). */
public enum Capability {
  NET_ADMIN(12),
  SYS_ADMIN(21),
  SYS_RESOURCE(24),
  /** Split from SYS_ADMIN in Linux 5.8, as is {@link #BPF}. */
  PERFMON(38),
  BPF(39);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** Those of a mask such as the {@code CapEff} line of {@code /proc/self/status} holds. */
  static Set<Capability> of(long mask) {
    Set<Capability> set = EnumSet.noneOf(Capability.class);
    for (Capability capability : values()) {
      if ((mask >>> capability.bit & 1) == 1) {
        set.add(capability);
      }
    }
    return set;
  }
}
