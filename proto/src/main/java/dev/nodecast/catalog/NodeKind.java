package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.MILLISECONDS;
import static dev.nodecast.catalog.Unit.PACKETS;
import static dev.nodecast.catalog.Unit.PAGES;
import static dev.nodecast.catalog.Unit.SECONDS;

/**
 * The machine as a whole. Its row is written in every window and last: it is the commit record of
 * the others.
 */
public final class NodeKind {
  private static final Kind.Builder B =
      Kind.named("node", "One machine: processor, memory, pressure, paging, sockets, files.");

  /**
   * {@code /proc/stat}, first line and below; the kernel counts in USER_HZ, 10 ms on every common
   * build.
   */
  private static final Kind.Builder.GroupBuilder CPU = B.group("cpu", 1);

  public static final Column CPU_USER = cpu("user", "in user mode, guests included");
  public static final Column CPU_NICE = cpu("nice", "in user mode at lowered priority");
  public static final Column CPU_SYSTEM = cpu("system", "in kernel mode");
  public static final Column CPU_IDLE = cpu("idle", "with nothing to do");
  public static final Column CPU_IOWAIT =
      cpu("iowait", "idle while a task of that CPU waits for I/O");
  public static final Column CPU_IRQ = cpu("irq", "serving hardware interrupts");
  public static final Column CPU_SOFTIRQ = cpu("softirq", "serving soft interrupts");
  public static final Column CPU_STEAL = cpu("steal", "taken by the hypervisor");
  public static final Column CPU_GUEST = cpu("guest", "running guests (part of user)");
  public static final Column CPU_GUEST_NICE =
      cpu("guest_nice", "running niced guests (part of nice)");
  public static final Column CONTEXT_SWITCHES =
      CPU.counter("context_switches", COUNT, "Context switches.", "system.context_switches");
  public static final Column FORKS =
      CPU.counter("forks", COUNT, "Processes and threads created.", "system.processes.created");
  public static final Column INTERRUPTS =
      CPU.counter("interrupts", COUNT, "Hardware interrupts served.", "");
  public static final Column SOFTIRQS =
      CPU.counter("softirqs", COUNT, "Soft interrupts served.", "");
  public static final Column PROCS_RUNNING =
      CPU.peak(
          "procs_running", COUNT, "Runnable threads at this moment.", "system.processes.running");
  public static final Column PROCS_BLOCKED =
      CPU.peak(
          "procs_blocked",
          COUNT,
          "Threads blocked on I/O at this moment.",
          "system.processes.blocked");
  public static final Column CPU_COUNT =
      CPU.gauge("cpu_count", COUNT, "Online CPUs.", "system.cpu.logical.count");
  public static final Column BOOT_TIME =
      CPU.gauge("boot_time_s", SECONDS, "When the kernel booted, Unix time.", "");

  /** {@code /proc/meminfo}; the file has KiB, the columns have bytes. */
  private static final Kind.Builder.GroupBuilder MEMORY = B.group("memory", 1);

  public static final Column MEMORY_TOTAL = memory("total", "Usable memory (MemTotal).");
  public static final Column MEMORY_FREE = memory("free", "Memory in no use at all (MemFree).");
  public static final Column MEMORY_AVAILABLE =
      memory(
          "available",
          "What new work can get without swapping, as the kernel estimates it (MemAvailable).");
  public static final Column MEMORY_BUFFERS = memory("buffers", "Block device buffers.");
  public static final Column MEMORY_CACHED =
      memory("cached", "Page cache without buffers and swap cache.");
  public static final Column MEMORY_ACTIVE = memory("active", "Recently used memory.");
  public static final Column MEMORY_INACTIVE = memory("inactive", "Memory to be reclaimed first.");
  public static final Column MEMORY_ANON = memory("anon", "Anonymous pages (AnonPages).");
  public static final Column MEMORY_MAPPED = memory("mapped", "Files mapped into processes.");
  public static final Column MEMORY_SHMEM = memory("shmem", "Shared memory and tmpfs.");
  public static final Column MEMORY_SLAB_RECLAIMABLE =
      memory("slab_reclaimable", "Kernel caches that can be given back.");
  public static final Column MEMORY_SLAB_UNRECLAIMABLE =
      memory("slab_unreclaimable", "Kernel caches that cannot.");
  public static final Column MEMORY_KERNEL_STACK =
      memory("kernel_stack", "Stacks of all threads in the kernel.");
  public static final Column MEMORY_PAGE_TABLES = memory("page_tables", "Page tables.");
  public static final Column MEMORY_DIRTY = memory("dirty", "Waiting to be written to disk.");
  public static final Column MEMORY_WRITEBACK = memory("writeback", "Being written to disk now.");
  public static final Column MEMORY_UNEVICTABLE =
      memory("unevictable", "Memory that cannot be reclaimed.");
  public static final Column MEMORY_COMMITTED =
      memory("committed", "Memory promised to processes (Committed_AS).");
  public static final Column MEMORY_COMMIT_LIMIT =
      memory("commit_limit", "What may be promised when overcommit is off.");
  public static final Column MEMORY_HUGEPAGES_TOTAL =
      memory("hugepages_total", "Reserved huge pages, in bytes.");
  public static final Column MEMORY_HUGEPAGES_FREE =
      memory("hugepages_free", "Huge pages in no use, in bytes.");
  public static final Column SWAP_TOTAL =
      MEMORY.gauge("swap_total", BYTES, "Swap space.", "system.paging.usage");
  public static final Column SWAP_FREE =
      MEMORY.gauge("swap_free", BYTES, "Unused swap space.", "system.paging.usage");
  public static final Column SWAP_CACHED =
      MEMORY.gauge("swap_cached", BYTES, "Swapped pages that are in memory too.", "");

  /** {@code /proc/loadavg}; the kernel computes it every 5 s (LOAD_FREQ). */
  private static final Kind.Builder.GroupBuilder LOAD = B.group("load", 5);

  public static final Column LOAD_1M =
      LOAD.scaled(
          "load_1m", COUNT, 100, "Load average over 1 minute.", "system.cpu.load_average.1m");
  public static final Column LOAD_5M =
      LOAD.scaled(
          "load_5m", COUNT, 100, "Load average over 5 minutes.", "system.cpu.load_average.5m");
  public static final Column LOAD_15M =
      LOAD.scaled(
          "load_15m", COUNT, 100, "Load average over 15 minutes.", "system.cpu.load_average.15m");
  public static final Column TASKS =
      LOAD.gauge("tasks", COUNT, "Processes and threads that exist.", "system.processes.count");

  /** {@code /proc/pressure/*}, totals; the kernel brings them up to date when the file is read. */
  private static final Kind.Builder.GroupBuilder PRESSURE = B.group("pressure", 2);

  public static final Column PRESSURE_CPU_SOME = pressure("cpu_some", "some task waited for a CPU");
  public static final Column PRESSURE_CPU_FULL = pressure("cpu_full", "all tasks waited for a CPU");
  public static final Column PRESSURE_MEMORY_SOME =
      pressure("memory_some", "some task waited for memory");
  public static final Column PRESSURE_MEMORY_FULL =
      pressure("memory_full", "all tasks waited for memory");
  public static final Column PRESSURE_IO_SOME = pressure("io_some", "some task waited for I/O");
  public static final Column PRESSURE_IO_FULL = pressure("io_full", "all tasks waited for I/O");
  public static final Column PRESSURE_IRQ_FULL =
      pressure("irq_full", "tasks waited for interrupt handling (since 6.1)");

  /** {@code /proc/vmstat}. */
  private static final Kind.Builder.GroupBuilder VMSTAT = B.group("vmstat", 2);

  public static final Column PAGE_FAULTS =
      VMSTAT.counter("page_faults", COUNT, "Minor and major page faults.", "system.paging.faults");
  public static final Column MAJOR_PAGE_FAULTS =
      VMSTAT.counter(
          "major_page_faults",
          COUNT,
          "Page faults that had to read from disk.",
          "system.paging.faults");
  public static final Column PAGED_IN =
      VMSTAT.counter("paged_in", BYTES, "Read from block devices (pgpgin).", "");
  public static final Column PAGED_OUT =
      VMSTAT.counter("paged_out", BYTES, "Written to block devices (pgpgout).", "");
  public static final Column SWAPPED_IN =
      VMSTAT.counter(
          "swapped_in_pages", PAGES, "Pages read from swap.", "system.paging.operations");
  public static final Column SWAPPED_OUT =
      VMSTAT.counter(
          "swapped_out_pages", PAGES, "Pages written to swap.", "system.paging.operations");
  public static final Column SCANNED_KSWAPD =
      VMSTAT.counter("scanned_kswapd_pages", PAGES, "Pages scanned by background reclaim.", "");
  public static final Column SCANNED_DIRECT =
      VMSTAT.counter(
          "scanned_direct_pages",
          PAGES,
          "Pages scanned by tasks that had to reclaim themselves.",
          "");
  public static final Column STOLEN_KSWAPD =
      VMSTAT.counter("stolen_kswapd_pages", PAGES, "Pages freed by background reclaim.", "");
  public static final Column STOLEN_DIRECT =
      VMSTAT.counter("stolen_direct_pages", PAGES, "Pages freed by direct reclaim.", "");
  public static final Column ALLOCATION_STALLS =
      VMSTAT.counter(
          "allocation_stalls", COUNT, "Allocations that entered direct reclaim (all zones).", "");
  public static final Column COMPACTION_STALLS =
      VMSTAT.counter("compaction_stalls", COUNT, "Allocations that waited for compaction.", "");
  public static final Column OOM_KILLS =
      VMSTAT.counter("oom_kills", COUNT, "Processes killed for lack of memory (since 4.13).", "");

  /** {@code /proc/net/snmp}, {@code netstat}, {@code sockstat} of the host's network namespace. */
  private static final Kind.Builder.GroupBuilder SOCKETS = B.group("sockets", 2);

  public static final Column TCP_ACTIVE_OPENS =
      SOCKETS.counter("tcp_active_opens", COUNT, "Connections opened from here.", "");
  public static final Column TCP_PASSIVE_OPENS =
      SOCKETS.counter("tcp_passive_opens", COUNT, "Connections accepted here.", "");
  public static final Column TCP_ATTEMPT_FAILS =
      SOCKETS.counter("tcp_attempt_fails", COUNT, "Connection attempts that failed.", "");
  public static final Column TCP_ESTABLISHED_RESETS =
      SOCKETS.counter("tcp_established_resets", COUNT, "Connections that ended with a reset.", "");
  public static final Column TCP_IN_SEGMENTS =
      SOCKETS.counter("tcp_in_segments", PACKETS, "Segments received.", "");
  public static final Column TCP_OUT_SEGMENTS =
      SOCKETS.counter("tcp_out_segments", PACKETS, "Segments sent, retransmissions left out.", "");
  public static final Column TCP_RETRANSMITS =
      SOCKETS.counter("tcp_retransmits", PACKETS, "Segments sent again.", "");
  public static final Column TCP_IN_ERRORS =
      SOCKETS.counter("tcp_in_errors", PACKETS, "Bad segments received.", "");
  public static final Column TCP_OUT_RESETS =
      SOCKETS.counter("tcp_out_resets", PACKETS, "Segments sent with RST.", "");
  public static final Column TCP_LISTEN_OVERFLOWS =
      SOCKETS.counter("tcp_listen_overflows", COUNT, "Accept queues that were full.", "");
  public static final Column TCP_LISTEN_DROPS =
      SOCKETS.counter(
          "tcp_listen_drops", COUNT, "SYNs to listening sockets that were dropped.", "");
  public static final Column TCP_TIMEOUTS =
      SOCKETS.counter("tcp_timeouts", COUNT, "Retransmission timers that fired.", "");
  public static final Column TCP_SYN_RETRANSMITS =
      SOCKETS.counter("tcp_syn_retransmits", PACKETS, "SYN and SYN-ACK sent again.", "");
  public static final Column TCP_ESTABLISHED =
      SOCKETS.gauge(
          "tcp_established", COUNT, "Connections that are open (ESTABLISHED or CLOSE-WAIT).", "");
  public static final Column TCP_SOCKETS =
      SOCKETS.peak("tcp_sockets", COUNT, "TCP sockets in use.", "");
  public static final Column TCP_ORPHANS =
      SOCKETS.gauge("tcp_orphans", COUNT, "TCP sockets that no process holds.", "");
  public static final Column TCP_TIME_WAIT =
      SOCKETS.gauge("tcp_time_wait", COUNT, "TCP sockets in TIME-WAIT.", "");
  public static final Column TCP_MEMORY =
      SOCKETS.gauge("tcp_memory", BYTES, "Memory of TCP buffers.", "");
  public static final Column UDP_IN_DATAGRAMS =
      SOCKETS.counter("udp_in_datagrams", PACKETS, "UDP datagrams delivered (IPv4).", "");
  public static final Column UDP_OUT_DATAGRAMS =
      SOCKETS.counter("udp_out_datagrams", PACKETS, "UDP datagrams sent (IPv4).", "");
  public static final Column UDP_IN_ERRORS =
      SOCKETS.counter(
          "udp_in_errors", PACKETS, "UDP datagrams that could not be delivered (IPv4).", "");
  public static final Column UDP_NO_PORTS =
      SOCKETS.counter(
          "udp_no_ports", PACKETS, "UDP datagrams to ports nobody listens on (IPv4).", "");
  public static final Column UDP_RECEIVE_BUFFER_ERRORS =
      SOCKETS.counter(
          "udp_receive_buffer_errors",
          PACKETS,
          "UDP datagrams dropped at a full receive buffer (IPv4).",
          "");
  public static final Column UDP_SOCKETS =
      SOCKETS.gauge("udp_sockets", COUNT, "UDP sockets in use.", "");
  public static final Column SOCKETS_USED =
      SOCKETS.gauge("sockets_used", COUNT, "Sockets of every family.", "");

  /** {@code /proc/sys/fs/file-nr}. */
  private static final Kind.Builder.GroupBuilder FILES = B.group("files", 10);

  public static final Column FILES_OPEN =
      FILES.gauge("files_open", COUNT, "File handles in use.", "");
  public static final Column FILES_MAX =
      FILES.gauge("files_max", COUNT, "File handles that may be in use (fs.file-max).", "");

  /** {@code /proc/uptime}. */
  private static final Kind.Builder.GroupBuilder UPTIME = B.group("uptime", 10);

  public static final Column UPTIME_SECONDS =
      UPTIME.gauge("uptime_s", SECONDS, "Time since boot, suspend included.", "system.uptime");

  public static final Kind KIND = B.build();

  private NodeKind() {}

  private static Column cpu(String mode, String what) {
    return CPU.counter(
        "cpu_" + mode + "_ms", MILLISECONDS, "CPU time " + what + ".", "system.cpu.time");
  }

  private static Column memory(String name, String help) {
    return MEMORY.gauge("memory_" + name, BYTES, help, "system.memory.usage");
  }

  private static Column pressure(String name, String when) {
    return PRESSURE.counter(
        "pressure_" + name + "_us", MICROSECONDS, "Time during which " + when + ".", "");
  }
}
