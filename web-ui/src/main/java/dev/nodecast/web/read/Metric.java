package dev.nodecast.web.read;

/** A line that a chart can have. Values are rates, or means over the step for what is a level. */
public enum Metric {
  /** Nice included. */
  CPU_USER(Quantity.CORES),
  /** Interrupts included. */
  CPU_SYSTEM(Quantity.CORES),
  CPU_IOWAIT(Quantity.CORES),
  CPU_STEAL(Quantity.CORES),
  /** Throttled of all periods. */
  CPU_THROTTLED(Quantity.SHARE),
  /** Nodes: total minus available. Pods: working set. Processes: resident. */
  MEMORY_USED(Quantity.BYTES),
  MEMORY_CACHED(Quantity.BYTES),
  SWAP_USED(Quantity.BYTES),
  LOAD_1M(Quantity.PLAIN),
  RUNNING(Quantity.COUNT),
  BLOCKED(Quantity.COUNT),
  CONTEXT_SWITCHES(Quantity.PER_SECOND),
  FORKS(Quantity.PER_SECOND),
  VOLUNTARY_SWITCHES(Quantity.PER_SECOND),
  FORCED_SWITCHES(Quantity.PER_SECOND),
  MAJOR_FAULTS(Quantity.PER_SECOND),
  MINOR_FAULTS(Quantity.PER_SECOND),
  PRESSURE_CPU(Quantity.SHARE),
  PRESSURE_MEMORY(Quantity.SHARE),
  PRESSURE_IO(Quantity.SHARE),
  /** All interfaces but loopback. */
  RX_BYTES(Quantity.BYTES_PER_SECOND),
  TX_BYTES(Quantity.BYTES_PER_SECOND),
  /** Received and sent, drops and errors together. */
  NETWORK_DROPS(Quantity.PER_SECOND),
  /** All whole disks. */
  READ_BYTES(Quantity.BYTES_PER_SECOND),
  WRITE_BYTES(Quantity.BYTES_PER_SECOND),
  /** The busiest disk. */
  DISK_BUSY(Quantity.SHARE),
  /** Retransmitted of sent segments. */
  TCP_RETRANSMITS(Quantity.SHARE),
  TCP_RESETS(Quantity.PER_SECOND),
  THREADS(Quantity.COUNT),
  OPEN_FILES(Quantity.COUNT),
  PIDS(Quantity.COUNT),
  /**
   * What follows is seen by kernel programs; of nodes it is the sum of their containers and the
   * rest.
   */
  RUN_QUEUE_P50(Quantity.SECONDS),
  RUN_QUEUE_P99(Quantity.SECONDS),
  /** Time that threads waited for a CPU, per second. */
  RUN_QUEUE_WAIT(Quantity.SECONDS),
  MIGRATIONS(Quantity.PER_SECOND),
  TCP_RECEIVED(Quantity.BYTES_PER_SECOND),
  TCP_SENT(Quantity.BYTES_PER_SECOND),
  TCP_OPEN(Quantity.COUNT),
  /** Retransmitted of sent segments of containers. */
  TCP_RETRANSMITTED(Quantity.SHARE),
  TCP_RTT_P50(Quantity.SECONDS),
  TCP_RTT_P99(Quantity.SECONDS),
  TCP_CONNECT_P99(Quantity.SECONDS),
  TCP_FAILED(Quantity.PER_SECOND),
  UDP_RECEIVED(Quantity.BYTES_PER_SECOND),
  UDP_SENT(Quantity.BYTES_PER_SECOND),
  /** Direct ones: a thread had to free memory before it got any. */
  RECLAIMS(Quantity.PER_SECOND),
  RECLAIM_P50(Quantity.SECONDS),
  RECLAIM_P99(Quantity.SECONDS),
  SYSCALLS(Quantity.PER_SECOND),
  SYSCALL_ERRORS(Quantity.PER_SECOND),
  BLOCK_READ_P50(Quantity.SECONDS),
  BLOCK_READ_P99(Quantity.SECONDS),
  BLOCK_WRITE_P50(Quantity.SECONDS),
  BLOCK_WRITE_P99(Quantity.SECONDS),
  FILE_READS(Quantity.PER_SECOND),
  FILE_WRITES(Quantity.PER_SECOND),
  FILE_FSYNC_P99(Quantity.SECONDS),
  PROCESS_FORKS(Quantity.PER_SECOND),
  PROCESS_EXECS(Quantity.PER_SECOND),
  PROCESS_EXITS(Quantity.PER_SECOND),
  PROCESS_FAILED(Quantity.PER_SECOND),
  PROCESS_KILLED(Quantity.PER_SECOND),
  /** What follows is of services. */
  REQUESTS(Quantity.PER_SECOND),
  /** Errors of all requests. */
  ERROR_SHARE(Quantity.SHARE),
  DURATION_P50(Quantity.SECONDS),
  DURATION_P95(Quantity.SECONDS),
  DURATION_P99(Quantity.SECONDS);

  private final Quantity quantity;

  Metric(Quantity quantity) {
    this.quantity = quantity;
  }

  public Quantity quantity() {
    return quantity;
  }
}
