package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;

/** One filesystem as a container sees it, by statfs(2) through {@code /proc/<pid>/root}. */
public final class ContainerFilesystemKind {
  private static final Kind.Builder B =
      Kind.named("container_filesystem", "One filesystem inside one container.")
          .labels(ContainerKind.LABELS)
          .labels("mount", "fstype");
  private static final Kind.Builder.GroupBuilder FILESYSTEM = B.group("container_filesystem", 30);

  public static final Column CAPACITY =
      FILESYSTEM.gauge("capacity", BYTES, "Size.", "container.filesystem.capacity");
  public static final Column USED =
      FILESYSTEM.gauge("used", BYTES, "Blocks in use.", "container.filesystem.usage");
  public static final Column AVAILABLE =
      FILESYSTEM.gauge(
          "available",
          BYTES,
          "What an ordinary user can still write.",
          "container.filesystem.available");
  public static final Column INODES = FILESYSTEM.gauge("inodes", COUNT, "Inodes.", "");
  public static final Column INODES_FREE =
      FILESYSTEM.gauge("inodes_free", COUNT, "Unused inodes.", "");

  public static final Kind KIND = B.build();

  private ContainerFilesystemKind() {}
}
