package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.CORES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;

/**
 * One container of a pod, one plain container, or one systemd unit: a leaf cgroup with a name.
 * Numbers come from its cgroup, v1 or v2 (Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst).
 */
public final class ContainerKind {
  /**
   * Labels that every container-like kind starts with; outermost first, so that neighbours
   * compress.
   */
  static final String[] LABELS = {
    "namespace", "workload", "pod", "container", "pod_uid", "container_id"
  };

  private static final Kind.Builder B =
      Kind.named("container", "One container (or systemd unit) on one machine.")
          .labels(LABELS)
          .labels("runtime", "qos");

  private static final Kind.Builder.GroupBuilder CPU = B.group("container_cpu", 1);

  public static final Column CPU_USAGE =
      CPU.counter(
          "cpu_usage_us",
          MICROSECONDS,
          "CPU time used.",
          "container.cpu.time",
          "cpu_usage_ns = cpu_usage_us * 1000");
  public static final Column CPU_USER =
      CPU.counter("cpu_user_us", MICROSECONDS, "CPU time in user mode.", "container.cpu.time");
  public static final Column CPU_SYSTEM =
      CPU.counter("cpu_system_us", MICROSECONDS, "CPU time in kernel mode.", "container.cpu.time");
  public static final Column CPU_PERIODS =
      CPU.counter("cpu_periods", COUNT, "Scheduling periods in which it ran under a quota.", "");
  public static final Column CPU_THROTTLED_PERIODS =
      CPU.counter("cpu_throttled_periods", COUNT, "Periods in which its quota ran out.", "");
  public static final Column CPU_THROTTLED =
      CPU.counter(
          "cpu_throttled_us",
          MICROSECONDS,
          "Time that its threads were held back by the quota.",
          "");

  private static final Kind.Builder.GroupBuilder MEMORY = B.group("container_memory", 2);

  public static final Column MEMORY_CURRENT =
      MEMORY.peak(
          "memory_current",
          BYTES,
          "Memory charged to it, page cache included.",
          "container.memory.usage");
  public static final Column MEMORY_WORKING_SET =
      MEMORY.peak(
          "memory_working_set",
          BYTES,
          "Memory charged to it without inactive file pages, as the kubelet computes it.",
          "container.memory.working_set");
  public static final Column MEMORY_PEAK =
      MEMORY.gauge("memory_peak", BYTES, "The most that was ever charged (v2: since 5.19).", "");
  public static final Column MEMORY_ANON =
      MEMORY.gauge("memory_anon", BYTES, "Anonymous memory.", "container.memory.rss");
  public static final Column MEMORY_FILE = MEMORY.gauge("memory_file", BYTES, "Page cache.", "");
  public static final Column MEMORY_KERNEL =
      MEMORY.gauge("memory_kernel", BYTES, "Kernel memory: slab, stacks, page tables.", "");
  public static final Column MEMORY_SHMEM =
      MEMORY.gauge("memory_shmem", BYTES, "Shared memory and tmpfs.", "");
  public static final Column MEMORY_MAPPED =
      MEMORY.gauge("memory_mapped", BYTES, "Files mapped into its processes.", "");
  public static final Column MEMORY_SWAP = MEMORY.gauge("memory_swap", BYTES, "Swapped out.", "");
  public static final Column PAGE_FAULTS =
      MEMORY.counter(
          "page_faults", COUNT, "Minor and major page faults.", "container.paging.faults");
  public static final Column MAJOR_PAGE_FAULTS =
      MEMORY.counter(
          "major_page_faults",
          COUNT,
          "Page faults that had to read from disk.",
          "container.paging.faults");
  public static final Column MEMORY_EVENTS_HIGH =
      MEMORY.counter("memory_events_high", COUNT, "Times it was slowed at memory.high.", "");
  public static final Column MEMORY_EVENTS_MAX =
      MEMORY.counter(
          "memory_events_max", COUNT, "Times it was about to pass its limit (v1: failcnt).", "");
  public static final Column MEMORY_EVENTS_OOM =
      MEMORY.counter("memory_events_oom", COUNT, "Times an allocation failed at its limit.", "");
  public static final Column MEMORY_EVENTS_OOM_KILL =
      MEMORY.counter(
          "memory_events_oom_kill", COUNT, "Its processes killed for lack of memory.", "");

  private static final Kind.Builder.GroupBuilder LIMITS = B.group("container_limits", 10);

  public static final Column CPU_LIMIT =
      LIMITS.scaled(
          "cpu_limit",
          CORES,
          1000,
          "CPU quota in cores; not measured means none.",
          "k8s.container.cpu_limit");
  public static final Column CPU_WEIGHT =
      LIMITS.gauge(
          "cpu_weight",
          COUNT,
          "Share of CPU in competition (v1 shares are converted to v2 weight).",
          "");
  public static final Column MEMORY_LIMIT =
      LIMITS.gauge(
          "memory_limit",
          BYTES,
          "Memory limit; not measured means none.",
          "k8s.container.memory_limit");
  public static final Column SWAP_LIMIT =
      LIMITS.gauge("memory_swap_limit", BYTES, "Swap limit; not measured means none.", "");
  public static final Column PIDS_LIMIT =
      LIMITS.gauge(
          "pids_limit", COUNT, "Limit of processes and threads; not measured means none.", "");

  private static final Kind.Builder.GroupBuilder PIDS = B.group("container_pids", 5);

  public static final Column PIDS_CURRENT =
      PIDS.peak("pids_current", COUNT, "Processes and threads.", "");

  private static final Kind.Builder.GroupBuilder PRESSURE = B.group("container_pressure", 5);

  public static final Column PRESSURE_CPU_SOME =
      pressure("cpu_some", "some of its tasks waited for a CPU");
  public static final Column PRESSURE_CPU_FULL =
      pressure("cpu_full", "all of its tasks waited for a CPU");
  public static final Column PRESSURE_MEMORY_SOME =
      pressure("memory_some", "some of its tasks waited for memory");
  public static final Column PRESSURE_MEMORY_FULL =
      pressure("memory_full", "all of its tasks waited for memory");
  public static final Column PRESSURE_IO_SOME =
      pressure("io_some", "some of its tasks waited for I/O");
  public static final Column PRESSURE_IO_FULL =
      pressure("io_full", "all of its tasks waited for I/O");

  private static final Kind.Builder.GroupBuilder IDENTITY = B.group("container_identity", 10);

  public static final Column WORKLOAD_KIND =
      IDENTITY.text("workload_kind", "What the workload is, such as Deployment.");
  public static final Column POD_LABELS =
      IDENTITY.text(
          "pod_labels", "Labels of its pod (NODECAST_POD_LABELS), as key=value by commas.");
  public static final Column IMAGE = IDENTITY.text("image", "The image that it was made from.");

  public static final Kind KIND = B.build();

  private ContainerKind() {}

  private static Column pressure(String name, String when) {
    return PRESSURE.counter(
        "pressure_" + name + "_us", MICROSECONDS, "Time during which " + when + ".", "");
  }
}
