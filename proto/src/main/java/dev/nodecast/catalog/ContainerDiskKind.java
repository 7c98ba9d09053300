package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.OPERATIONS;

/**
 * What one container does to one block device: v2 {@code io.stat}, v1 {@code
 * blkio.throttle.io_service*}.
 */
public final class ContainerDiskKind {
  private static final Kind.Builder B =
      Kind.named("container_disk", "One container on one block device.")
          .labels(ContainerKind.LABELS)
          .labels("device");
  private static final Kind.Builder.GroupBuilder DISK = B.group("container_disk", 5);

  public static final Column READ_BYTES =
      DISK.counter("read_bytes", BYTES, "Bytes read.", "container.disk.io");
  public static final Column WRITE_BYTES =
      DISK.counter("write_bytes", BYTES, "Bytes written.", "container.disk.io");
  public static final Column READS = DISK.counter("reads", OPERATIONS, "Reads.", "");
  public static final Column WRITES = DISK.counter("writes", OPERATIONS, "Writes.", "");
  public static final Column DISCARD_BYTES =
      DISK.counter("discard_bytes", BYTES, "Bytes discarded.", "");
  public static final Column DISCARDS = DISK.counter("discards", OPERATIONS, "Discards.", "");

  public static final Kind KIND = B.build();

  private ContainerDiskKind() {}
}
