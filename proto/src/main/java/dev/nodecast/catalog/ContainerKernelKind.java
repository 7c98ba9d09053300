package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.OPERATIONS;
import static dev.nodecast.catalog.Unit.PACKETS;

/**
 * What kernel programs (module bpf) see of a container. Each group is filled by the subject of its
 * name, and not measured where that one is off. A node's rows make up the node: what happens
 * outside containers and units is the row {@code ~host}, what found no room the row {@code ~other}.
 */
public final class ContainerKernelKind {
  /** Value of label container for what happens outside containers and units. */
  public static final String HOST = "~host";

  /** Value of label container for cgroups beyond the agent's limit. */
  public static final String OTHER = "~other";

  private static final Kind.Builder B =
      Kind.named(
              "container_kernel",
              "What the kernel sees of one container (or systemd unit); container ~host is the rest"
                  + " of the machine.")
          .labels(ContainerKind.LABELS);

  private static final Kind.Builder.GroupBuilder LIFE = B.group("container_life", 1);

  public static final Column FORKS =
      LIFE.counter("forks", COUNT, "Processes started, counted where the child is.", "");
  public static final Column EXECS = LIFE.counter("execs", COUNT, "Programs executed.", "");
  public static final Column EXITS = LIFE.counter("exits", COUNT, "Processes ended.", "");
  public static final Column EXITS_FAILED =
      LIFE.counter("exits_failed", COUNT, "Processes that ended themselves with a code not 0.", "");
  public static final Column EXITS_KILLED =
      LIFE.counter("exits_killed", COUNT, "Processes that a signal ended.", "");
  public static final Column EXITED_CPU =
      LIFE.counter(
          "exited_cpu_us", MICROSECONDS, "CPU time of the processes that ended, all of it.", "");

  private static final Kind.Builder.GroupBuilder SCHEDULING = B.group("container_scheduling", 1);

  public static final Column RUN_QUEUE_LATENCY =
      SCHEDULING.histogram(
          "run_queue_latency_us",
          MICROSECONDS,
          "How long threads that could run waited for a CPU, each time.",
          "");
  public static final Column RUN_QUEUE_WAIT =
      SCHEDULING.counter("run_queue_wait_us", MICROSECONDS, "The same, in sum.", "");
  public static final Column ON_CPU =
      SCHEDULING.counter(
          "on_cpu_us", MICROSECONDS, "Time that its threads ran, known when they leave a CPU.", "");
  public static final Column SWITCHES_VOLUNTARY =
      SCHEDULING.counter(
          "context_switches_voluntary", COUNT, "Times a thread gave up its CPU to wait.", "");
  public static final Column SWITCHES_INVOLUNTARY =
      SCHEDULING.counter(
          "context_switches_involuntary", COUNT, "Times a thread that could go on had to go.", "");
  public static final Column SWITCHES_BLOCKED =
      SCHEDULING.counter(
          "context_switches_blocked",
          COUNT,
          "Voluntary ones into uninterruptible sleep: disk, locks of the kernel.",
          "");
  public static final Column MIGRATIONS =
      SCHEDULING.counter("cpu_migrations", COUNT, "Times a thread moved to another CPU.", "");

  private static final Kind.Builder.GroupBuilder TCP = B.group("container_tcp", 1);

  public static final Column TCP_SENT_BYTES =
      TCP.counter("tcp_sent_bytes", BYTES, "Payload that peers acknowledged.", "");
  public static final Column TCP_RECEIVED_BYTES =
      TCP.counter("tcp_received_bytes", BYTES, "Payload received in order.", "");
  public static final Column TCP_SENT_SEGMENTS =
      TCP.counter("tcp_sent_segments", PACKETS, "Segments sent by connections.", "");
  public static final Column TCP_RECEIVED_SEGMENTS =
      TCP.counter("tcp_received_segments", PACKETS, "Segments received by connections.", "");
  public static final Column TCP_RETRANSMITS =
      TCP.counter("tcp_retransmits", PACKETS, "Segments sent again.", "");
  public static final Column TCP_CONNECTS =
      TCP.counter("tcp_connects", COUNT, "Connections opened from here.", "");
  public static final Column TCP_ACCEPTS =
      TCP.counter("tcp_accepts", COUNT, "Connections opened from elsewhere.", "");
  public static final Column TCP_CLOSES =
      TCP.counter("tcp_closes", COUNT, "Connections that ended, however.", "");
  public static final Column TCP_CONNECT_FAILURES =
      TCP.counter("tcp_connect_failures", COUNT, "Connections that were never opened.", "");
  public static final Column TCP_RESETS_SENT =
      TCP.counter("tcp_resets_sent", PACKETS, "Segments sent with RST.", "");
  public static final Column TCP_RESETS_RECEIVED =
      TCP.counter("tcp_resets_received", PACKETS, "Segments received with RST.", "");
  public static final Column TCP_DROPS =
      TCP.counter("tcp_drops", PACKETS, "Segments that reached a connection and were dropped.", "");
  public static final Column TCP_LISTEN_OVERFLOWS =
      TCP.counter(
          "tcp_listen_overflows",
          COUNT,
          "Handshakes that a listener dropped: its queue was full, as a rule.",
          "");
  public static final Column TCP_OPEN =
      TCP.peak("tcp_open", COUNT, "Connections that are open.", "");
  public static final Column TCP_RTT =
      TCP.histogram(
          "tcp_rtt_us",
          MICROSECONDS,
          "Smoothed round-trip times: of each active connection once a second, and at its end.",
          "");
  public static final Column TCP_CONNECT_LATENCY =
      TCP.histogram(
          "tcp_connect_latency_us", MICROSECONDS, "From connect() to the established state.", "");

  private static final Kind.Builder.GroupBuilder PACKETS_GROUP = B.group("container_packets", 1);

  public static final Column UDP_SENT_DATAGRAMS =
      PACKETS_GROUP.counter(
          "udp_sent_datagrams", PACKETS, "UDP datagrams that its sockets sent.", "");
  public static final Column UDP_SENT_BYTES =
      PACKETS_GROUP.counter("udp_sent_bytes", BYTES, "Payload of UDP datagrams sent.", "");
  public static final Column UDP_RECEIVED_DATAGRAMS =
      PACKETS_GROUP.counter(
          "udp_received_datagrams",
          PACKETS,
          "UDP datagrams that reached its sockets, full ones too.",
          "");
  public static final Column UDP_RECEIVED_BYTES =
      PACKETS_GROUP.counter("udp_received_bytes", BYTES, "Payload of UDP datagrams received.", "");
  public static final Column TCP_PACKETS_OUT = packets("tcp", "out");
  public static final Column TCP_PACKET_BYTES_OUT = packetBytes("tcp", "out");
  public static final Column TCP_PACKETS_IN = packets("tcp", "in");
  public static final Column TCP_PACKET_BYTES_IN = packetBytes("tcp", "in");
  public static final Column UDP_PACKETS_OUT = packets("udp", "out");
  public static final Column UDP_PACKET_BYTES_OUT = packetBytes("udp", "out");
  public static final Column UDP_PACKETS_IN = packets("udp", "in");
  public static final Column UDP_PACKET_BYTES_IN = packetBytes("udp", "in");
  public static final Column ICMP_PACKETS_OUT = packets("icmp", "out");
  public static final Column ICMP_PACKET_BYTES_OUT = packetBytes("icmp", "out");
  public static final Column ICMP_PACKETS_IN = packets("icmp", "in");
  public static final Column ICMP_PACKET_BYTES_IN = packetBytes("icmp", "in");
  public static final Column OTHER_PACKETS_OUT = packets("other", "out");
  public static final Column OTHER_PACKET_BYTES_OUT = packetBytes("other", "out");
  public static final Column OTHER_PACKETS_IN = packets("other", "in");
  public static final Column OTHER_PACKET_BYTES_IN = packetBytes("other", "in");

  private static final Kind.Builder.GroupBuilder MEMORY = B.group("container_stalls", 1);

  public static final Column OOM_KILLS =
      MEMORY.counter("oom_kills", COUNT, "Its processes killed for lack of memory.", "");
  public static final Column DIRECT_RECLAIMS =
      MEMORY.counter(
          "direct_reclaims",
          COUNT,
          "Times a thread had to free memory before it got any: its cgroup's, at the limit, or the"
              + " machine's.",
          "");
  public static final Column DIRECT_RECLAIM_LATENCY =
      MEMORY.histogram("direct_reclaim_us", MICROSECONDS, "How long that took, each time.", "");
  public static final Column DIRECT_RECLAIM_PAGES =
      MEMORY.counter("direct_reclaim_pages", Unit.PAGES, "Pages that it freed so.", "");

  private static final Kind.Builder.GroupBuilder BLOCK = B.group("container_block", 1);

  public static final Column BLOCK_READS =
      BLOCK.counter(
          "block_reads", OPERATIONS, "Reads that devices completed for it, without an error.", "");
  public static final Column BLOCK_READ_BYTES =
      BLOCK.counter("block_read_bytes", BYTES, "Bytes of them.", "");
  public static final Column BLOCK_WRITES =
      BLOCK.counter(
          "block_writes",
          OPERATIONS,
          "Writes that devices completed for it, without an error.",
          "");
  public static final Column BLOCK_WRITE_BYTES =
      BLOCK.counter("block_write_bytes", BYTES, "Bytes of them.", "");
  public static final Column BLOCK_READ_LATENCY =
      BLOCK.histogram("block_read_latency_us", MICROSECONDS, "From its issue to its end.", "");
  public static final Column BLOCK_WRITE_LATENCY =
      BLOCK.histogram("block_write_latency_us", MICROSECONDS, "From its issue to its end.", "");

  private static final Kind.Builder.GroupBuilder FILE = B.group("container_file", 1);

  public static final Column FILE_READS =
      FILE.counter(
          "file_reads", OPERATIONS, "Reads of regular files, those that failed included.", "");
  public static final Column FILE_READ_BYTES =
      FILE.counter("file_read_bytes", BYTES, "Bytes of them, cached or not.", "");
  public static final Column FILE_WRITES =
      FILE.counter(
          "file_writes", OPERATIONS, "Writes to regular files, those that failed included.", "");
  public static final Column FILE_WRITE_BYTES =
      FILE.counter("file_write_bytes", BYTES, "Bytes of them.", "");
  public static final Column FILE_OPENS =
      FILE.counter("file_opens", OPERATIONS, "Regular files opened.", "");
  public static final Column FILE_OPEN_FAILURES =
      FILE.counter("file_open_failures", OPERATIONS, "Opens that failed, of whatever.", "");
  public static final Column FILE_FSYNCS =
      FILE.counter(
          "file_fsyncs", OPERATIONS, "fsync, fdatasync and sync_file_range of regular files.", "");
  public static final Column FILE_READ_LATENCY =
      FILE.histogram("file_read_latency_us", MICROSECONDS, "How long reads took.", "");
  public static final Column FILE_WRITE_LATENCY =
      FILE.histogram("file_write_latency_us", MICROSECONDS, "How long writes took.", "");
  public static final Column FILE_OPEN_LATENCY =
      FILE.histogram(
          "file_open_latency_us", MICROSECONDS, "How long opens took that succeeded.", "");
  public static final Column FILE_FSYNC_LATENCY =
      FILE.histogram("file_fsync_latency_us", MICROSECONDS, "How long fsyncs took.", "");

  private static final Kind.Builder.GroupBuilder CACHE = B.group("container_cache", 1);

  public static final Column PAGE_CACHE_ADDITIONS =
      CACHE.counter(
          "page_cache_additions",
          Unit.PAGES,
          "Pages that its threads brought into the page cache, read or written.",
          "");
  public static final Column PAGE_CACHE_DIRTIED =
      CACHE.counter(
          "page_cache_dirtied", Unit.PAGES, "Pages of the cache that its threads made dirty.", "");
  public static final Column BUFFERS_DIRTIED =
      CACHE.counter(
          "buffers_dirtied", COUNT, "Times that its threads marked a buffer of a disk dirty.", "");
  public static final Column PAGE_CACHE_ACCESSES =
      CACHE.counter(
          "page_cache_accesses",
          COUNT,
          "Times that its threads marked pages of the cache as used; not measured where the kernel"
              + " refuses kprobes.",
          "");

  public static final Kind KIND = B.build();

  private ContainerKernelKind() {}

  private static Column packets(String protocol, String direction) {
    return PACKETS_GROUP.counter(
        protocol + "_packets_" + direction,
        PACKETS,
        "IP packets of protocol "
            + protocol
            + (direction.equals("out") ? " that its sockets sent" : " that reached its sockets")
            + "; fragments are one, segments several.",
        "");
  }

  private static Column packetBytes(String protocol, String direction) {
    return PACKETS_GROUP.counter(
        protocol + "_packet_bytes_" + direction, BYTES, "Bytes of them, headers included.", "");
  }
}
