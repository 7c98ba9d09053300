package dev.nodecast.bpf.exchange;

/** Where sends and receives are seen. */
public enum Capture {
  /** As new as the kernel has it: at the sockets since Linux 6.3. */
  NEWEST,

  /** At the return of system calls, as on older kernels. */
  CALLS
}
