package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;

/** One system call of one container; only with the comprehensive profile. */
public final class ContainerSyscallKind {
  private static final Kind.Builder B =
      Kind.named("container_syscall", "One system call as one container makes it.")
          .labels(ContainerKind.LABELS)
          .labels("syscall");
  private static final Kind.Builder.GroupBuilder SYSCALLS = B.group("container_syscall", 5);

  public static final Column CALLS = SYSCALLS.counter("calls", COUNT, "Calls that returned.", "");
  public static final Column ERRORS = SYSCALLS.counter("errors", COUNT, "Calls that failed.", "");
  public static final Column ERRORS_AGAIN =
      errors("again", "EAGAIN, EINTR, EINPROGRESS, ERESTART*: to be tried again");
  public static final Column ERRORS_ABSENT = errors("absent", "ENOENT, ENOTDIR, ESRCH, ENXIO");
  public static final Column ERRORS_DENIED = errors("denied", "EPERM, EACCES, EROFS");
  public static final Column ERRORS_EXHAUSTED =
      errors("exhausted", "ENOMEM, ENOSPC, EMFILE, ENFILE, EDQUOT, ENOBUFS");
  public static final Column ERRORS_CONNECTION =
      errors("connection", "ECONN*, EPIPE, ETIMEDOUT, EHOST*, ENET*");
  public static final Column LATENCY =
      SYSCALLS.histogram("latency_us", MICROSECONDS, "From entry to return.", "");

  public static final Kind KIND = B.build();

  private ContainerSyscallKind() {}

  private static Column errors(String errorClass, String which) {
    return SYSCALLS.counter(
        "errors_" + errorClass, COUNT, "Calls that failed with " + which + ".", "");
  }
}
