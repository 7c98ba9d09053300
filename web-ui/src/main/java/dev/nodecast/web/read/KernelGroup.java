package dev.nodecast.web.read;

/** A panel of what kernel programs see; filled by one collector, or empty for one reason. */
public enum KernelGroup {
  LIFE("container_life", "Processes started and ended"),
  SCHEDULING("container_scheduling", "Scheduling"),
  TCP("container_tcp", "TCP"),
  PEERS("container_tcp_peer", "TCP connections"),
  DROPS("container_drop", "Dropped packets"),
  PACKETS("container_packets", "UDP and packets"),
  STALLS("container_stalls", "Memory stalls"),
  BLOCK("container_block", "Block I/O"),
  FILE("container_file", "File I/O"),
  CACHE("container_cache", "Page cache"),
  SYSCALLS("container_syscall", "System calls"),
  /** Nodes only. */
  DEVICES("node_block", "Block devices"),
  /** Nodes only. */
  INTERRUPTS("node_irq", "Interrupts");

  private final String collector;
  private final String title;

  KernelGroup(String collector, String title) {
    this.collector = collector;
    this.title = title;
  }

  /** Name of the collector, as Status lists it. */
  public String collector() {
    return collector;
  }

  public String title() {
    return title;
  }
}
