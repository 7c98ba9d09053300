package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MILLISECONDS;
import static dev.nodecast.catalog.Unit.OPERATIONS;

/**
 * One block device, from {@code /proc/diskstats} (Documentation/admin-guide/iostats.rst; a sector
 * is 512 bytes).
 */
public final class NodeDiskKind {
  private static final Kind.Builder B =
      Kind.named("node_disk", "One block device of one machine.").labels("device");
  private static final Kind.Builder.GroupBuilder DISK = B.group("disk", 1);

  public static final Column READS =
      DISK.counter("reads", OPERATIONS, "Reads completed.", "system.disk.operations");
  public static final Column READS_MERGED =
      DISK.counter(
          "reads_merged", OPERATIONS, "Reads merged with a neighbour.", "system.disk.merged");
  public static final Column READ_BYTES =
      DISK.counter("read_bytes", BYTES, "Bytes read.", "system.disk.io");
  public static final Column READ_TIME =
      DISK.counter(
          "read_time_ms", MILLISECONDS, "Time spent by all reads.", "system.disk.operation_time");
  public static final Column WRITES =
      DISK.counter("writes", OPERATIONS, "Writes completed.", "system.disk.operations");
  public static final Column WRITES_MERGED =
      DISK.counter(
          "writes_merged", OPERATIONS, "Writes merged with a neighbour.", "system.disk.merged");
  public static final Column WRITE_BYTES =
      DISK.counter("write_bytes", BYTES, "Bytes written.", "system.disk.io");
  public static final Column WRITE_TIME =
      DISK.counter(
          "write_time_ms", MILLISECONDS, "Time spent by all writes.", "system.disk.operation_time");
  public static final Column IN_PROGRESS =
      DISK.peak("in_progress", OPERATIONS, "Operations in flight at this moment.", "");
  public static final Column IO_TIME =
      DISK.counter(
          "io_time_ms",
          MILLISECONDS,
          "Time with at least one operation in flight: utilisation.",
          "system.disk.io_time");
  public static final Column WEIGHTED_IO_TIME =
      DISK.counter(
          "weighted_io_time_ms",
          MILLISECONDS,
          "Operations in flight times time: average queue.",
          "");
  public static final Column DISCARDS =
      DISK.counter("discards", OPERATIONS, "Discards completed (since 4.18).", "");
  public static final Column DISCARDS_MERGED =
      DISK.counter("discards_merged", OPERATIONS, "Discards merged (since 4.18).", "");
  public static final Column DISCARD_BYTES =
      DISK.counter("discard_bytes", BYTES, "Bytes discarded (since 4.18).", "");
  public static final Column DISCARD_TIME =
      DISK.counter("discard_time_ms", MILLISECONDS, "Time spent by all discards (since 4.18).", "");
  public static final Column FLUSHES =
      DISK.counter("flushes", OPERATIONS, "Flushes completed (since 5.5).", "");
  public static final Column FLUSH_TIME =
      DISK.counter("flush_time_ms", MILLISECONDS, "Time spent by all flushes (since 5.5).", "");
  public static final Column PARTITION =
      DISK.gauge("is_partition", COUNT, "1 for a partition, 0 for a whole disk.", "");

  public static final Kind KIND = B.build();

  private NodeDiskKind() {}
}
