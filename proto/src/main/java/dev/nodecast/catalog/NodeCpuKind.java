package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.MILLISECONDS;

/** One CPU of a machine, from the {@code cpuN} lines of {@code /proc/stat}. */
public final class NodeCpuKind {
  private static final Kind.Builder B =
      Kind.named("node_cpu", "One CPU of one machine.").labels("cpu");
  private static final Kind.Builder.GroupBuilder CORE = B.group("cpu_core", 1);

  public static final Column USER = time("user", "in user mode");
  public static final Column NICE = time("nice", "in user mode at lowered priority");
  public static final Column SYSTEM = time("system", "in kernel mode");
  public static final Column IDLE = time("idle", "with nothing to do");
  public static final Column IOWAIT = time("iowait", "idle while a task waits for I/O");
  public static final Column IRQ = time("irq", "serving hardware interrupts");
  public static final Column SOFTIRQ = time("softirq", "serving soft interrupts");
  public static final Column STEAL = time("steal", "taken by the hypervisor");
  public static final Column GUEST = time("guest", "running guests (part of user)");
  public static final Column GUEST_NICE = time("guest_nice", "running niced guests (part of nice)");

  public static final Kind KIND = B.build();

  private NodeCpuKind() {}

  private static Column time(String mode, String what) {
    return CORE.counter(mode + "_ms", MILLISECONDS, "CPU time " + what + ".", "system.cpu.time");
  }
}
