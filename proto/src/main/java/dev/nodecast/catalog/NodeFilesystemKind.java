package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;

/** One mounted filesystem with storage behind it, by statfs(2) of its mount point. */
public final class NodeFilesystemKind {
  private static final Kind.Builder B =
      Kind.named("node_filesystem", "One mounted filesystem of one machine.")
          .labels("mount", "device", "fstype");
  private static final Kind.Builder.GroupBuilder FILESYSTEM = B.group("filesystem", 10);

  public static final Column CAPACITY =
      FILESYSTEM.gauge("capacity", BYTES, "Size.", "system.filesystem.limit");
  public static final Column USED =
      FILESYSTEM.gauge("used", BYTES, "Blocks in use.", "system.filesystem.usage");
  public static final Column AVAILABLE =
      FILESYSTEM.gauge(
          "available", BYTES, "What an ordinary user can still write.", "system.filesystem.usage");
  public static final Column INODES =
      FILESYSTEM.gauge("inodes", COUNT, "Inodes; 0 where the filesystem makes them as needed.", "");
  public static final Column INODES_FREE =
      FILESYSTEM.gauge("inodes_free", COUNT, "Unused inodes.", "");
  public static final Column READ_ONLY =
      FILESYSTEM.gauge("read_only", COUNT, "1 when mounted read-only.", "");

  public static final Kind KIND = B.build();

  private NodeFilesystemKind() {}
}
