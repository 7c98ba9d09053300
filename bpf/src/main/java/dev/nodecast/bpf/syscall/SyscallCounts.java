package dev.nodecast.bpf.syscall;

import dev.nodecast.bpf.StructLayout;

/** What is counted of one system call of one cgroup: calls that returned. */
public final class SyscallCounts {
  /** struct syscall_counts of syscall.h. */
  public static final StructLayout LAYOUT = new StructLayout("syscall_counts");

  static {
    LAYOUT.u64("calls");
    LAYOUT.u64("errors");
    LAYOUT.u64("errors_again");
    LAYOUT.u64("errors_absent");
    LAYOUT.u64("errors_denied");
    LAYOUT.u64("errors_exhausted");
    LAYOUT.u64("errors_connection");
    LAYOUT.hist("latency_us");
  }

  private SyscallCounts() {}
}
