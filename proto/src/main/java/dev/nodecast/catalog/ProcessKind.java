package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MILLISECONDS;
import static dev.nodecast.catalog.Unit.OPERATIONS;
import static dev.nodecast.catalog.Unit.PACKETS;

/**
 * One process, from {@code /proc/PID/*} (Documentation/filesystems/proc.rst). A pid that is used
 * again is a new entity.
 */
public final class ProcessKind {
  private static final Kind.Builder B =
      Kind.named("process", "One process of one machine.")
          .labels(
              "namespace",
              "workload",
              "pod",
              "container",
              "pod_uid",
              "container_id",
              "pid",
              "start_ms");

  private static final Kind.Builder.GroupBuilder STAT = B.group("process_stat", 2);

  public static final Column COMMAND = STAT.text("command", "Name of the program (comm).");
  public static final Column STATE =
      STAT.text(
          "state",
          "R running, S sleeping, D waiting for I/O, Z zombie, T stopped, I idle kernel thread.");
  public static final Column PARENT = STAT.gauge("parent_pid", COUNT, "Its parent.", "");
  public static final Column CPU_USER =
      STAT.counter("cpu_user_ms", MILLISECONDS, "CPU time in user mode.", "process.cpu.time");
  public static final Column CPU_SYSTEM =
      STAT.counter("cpu_system_ms", MILLISECONDS, "CPU time in kernel mode.", "process.cpu.time");
  public static final Column CHILDREN_USER =
      STAT.counter(
          "children_user_ms", MILLISECONDS, "User time of children that it waited for.", "");
  public static final Column CHILDREN_SYSTEM =
      STAT.counter(
          "children_system_ms", MILLISECONDS, "Kernel time of children that it waited for.", "");
  public static final Column MINOR_FAULTS =
      STAT.counter(
          "minor_faults", COUNT, "Page faults served from memory.", "process.paging.faults");
  public static final Column MAJOR_FAULTS =
      STAT.counter(
          "major_faults",
          COUNT,
          "Page faults that had to read from disk.",
          "process.paging.faults");
  public static final Column THREADS =
      STAT.gauge("threads", COUNT, "Threads.", "process.thread.count");
  public static final Column PRIORITY = STAT.gauge("priority", COUNT, "Kernel priority.", "");
  public static final Column NICE = STAT.gauge("nice", COUNT, "Nice value, -20 to 19.", "");
  public static final Column PROCESSOR =
      STAT.gauge("processor", COUNT, "CPU that it last ran on.", "");
  public static final Column RSS =
      STAT.peak(
          "rss",
          BYTES,
          "Resident memory (approximate: per-thread counters are folded in late).",
          "process.memory.usage");
  public static final Column VIRTUAL =
      STAT.gauge("virtual", BYTES, "Virtual memory.", "process.memory.virtual");

  private static final Kind.Builder.GroupBuilder STATUS = B.group("process_status", 5);

  public static final Column VM_PEAK =
      STATUS.gauge("virtual_peak", BYTES, "The most virtual memory it ever had (VmPeak).", "");
  public static final Column VM_HWM =
      STATUS.gauge("rss_peak", BYTES, "The most resident memory it ever had (VmHWM).", "");
  public static final Column VM_LOCKED =
      STATUS.gauge("locked", BYTES, "Locked memory (VmLck).", "");
  public static final Column VM_PINNED =
      STATUS.gauge("pinned", BYTES, "Pinned memory (VmPin).", "");
  public static final Column VM_SWAP = STATUS.gauge("swapped", BYTES, "Swapped out (VmSwap).", "");
  public static final Column VOLUNTARY_SWITCHES =
      STATUS.counter(
          "voluntary_switches",
          COUNT,
          "Times that its first thread gave the CPU away.",
          "process.context_switches");
  public static final Column INVOLUNTARY_SWITCHES =
      STATUS.counter(
          "involuntary_switches",
          COUNT,
          "Times that its first thread was taken off the CPU.",
          "process.context_switches");
  public static final Column UID = STATUS.gauge("uid", COUNT, "Real user id.", "");
  public static final Column SECCOMP =
      STATUS.gauge("seccomp", COUNT, "0 off, 1 strict, 2 filter.", "");
  public static final Column SPECULATION =
      STATUS.text("speculation_store_bypass", "State of that mitigation, in the kernel's words.");
  public static final Column CPUS_ALLOWED = STATUS.text("cpus_allowed", "CPUs that it may run on.");
  public static final Column MEMS_ALLOWED =
      STATUS.text("mems_allowed", "Memory nodes that it may use.");

  private static final Kind.Builder.GroupBuilder IO = B.group("process_io", 5);

  public static final Column READ_BYTES =
      IO.counter(
          "read_bytes", BYTES, "Bytes that it caused to be read from storage.", "process.disk.io");
  public static final Column WRITE_BYTES =
      IO.counter(
          "write_bytes",
          BYTES,
          "Bytes that it caused to be written to storage.",
          "process.disk.io");
  public static final Column CANCELLED_WRITE_BYTES =
      IO.counter(
          "cancelled_write_bytes", BYTES, "Bytes of its writes that truncation made needless.", "");
  public static final Column READ_CHARS =
      IO.counter(
          "read_chars", BYTES, "Bytes returned by read calls, cache and sockets included.", "");
  public static final Column WRITE_CHARS =
      IO.counter("write_chars", BYTES, "Bytes given to write calls.", "");
  public static final Column READ_CALLS =
      IO.counter("read_calls", OPERATIONS, "Read calls.", "process.disk.operations");
  public static final Column WRITE_CALLS =
      IO.counter("write_calls", OPERATIONS, "Write calls.", "process.disk.operations");

  private static final Kind.Builder.GroupBuilder NETWORK = B.group("process_network", 5);

  public static final Column RX_BYTES =
      NETWORK.counter(
          "net_rx_bytes",
          BYTES,
          "Bytes received in its network namespace, loopback left out.",
          "process.network.io");
  public static final Column TX_BYTES =
      NETWORK.counter(
          "net_tx_bytes",
          BYTES,
          "Bytes sent in its network namespace, loopback left out.",
          "process.network.io");
  public static final Column RX_PACKETS =
      NETWORK.counter("net_rx_packets", PACKETS, "Packets received in its network namespace.", "");
  public static final Column TX_PACKETS =
      NETWORK.counter("net_tx_packets", PACKETS, "Packets sent in its network namespace.", "");
  public static final Column RX_ERRORS =
      NETWORK.counter(
          "net_rx_errors", PACKETS, "Bad packets received in its network namespace.", "");
  public static final Column TX_ERRORS =
      NETWORK.counter(
          "net_tx_errors",
          PACKETS,
          "Packets that could not be sent from its network namespace.",
          "");
  public static final Column RX_DROPS =
      NETWORK.counter(
          "net_rx_drops", PACKETS, "Packets received and dropped in its network namespace.", "");
  public static final Column TX_DROPS =
      NETWORK.counter(
          "net_tx_drops", PACKETS, "Packets dropped before sending in its network namespace.", "");

  private static final Kind.Builder.GroupBuilder FILES = B.group("process_files", 10);

  public static final Column OPEN_FDS =
      FILES.peak("open_fds", COUNT, "Open file descriptors.", "process.unix.file_descriptor.count");
  public static final Column MAX_FDS =
      FILES.gauge("max_fds", COUNT, "Soft limit of open file descriptors.", "");

  private static final Kind.Builder.GroupBuilder IDENTITY = B.group("process_identity", 10);

  public static final Column COMMAND_LINE =
      IDENTITY.text(
          "command_line", "Its arguments, cut to 1024 bytes, then with \"...\" at the end.");
  public static final Column CGROUP = IDENTITY.text("cgroup", "Path of its cgroup.");

  public static final Kind KIND = B.build();

  private ProcessKind() {}
}
