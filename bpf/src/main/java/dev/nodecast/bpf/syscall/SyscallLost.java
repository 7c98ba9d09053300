package dev.nodecast.bpf.syscall;

import dev.nodecast.bpf.StructLayout;

/** Tracked calls that are in no count, since the programs were loaded. */
final class SyscallLost {
  /** struct syscall_lost of syscall.h. */
  static final StructLayout LAYOUT = new StructLayout("syscall_lost");

  static final int STARTS = LAYOUT.u64("starts");
  static final int CALLS = LAYOUT.u64("calls");
  static final int COMPAT = LAYOUT.u64("compat");

  private SyscallLost() {}
}
