package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.PACKETS;

/**
 * Packets of TCP and UDP that the kernel dropped, by its own reason (enum skb_drop_reason, Linux
 * 5.17).
 */
public final class ContainerDropKind {
  private static final Kind.Builder B =
      Kind.named(
              "container_drop", "Packets of TCP and UDP of one container dropped for one reason.")
          .labels(ContainerKind.LABELS)
          .labels("reason");
  private static final Kind.Builder.GroupBuilder DROPS = B.group("container_drop", 5);

  public static final Column DROPPED =
      DROPS.counter(
          "packets", PACKETS, "Packets dropped; those that nobody was to get are the host's.", "");

  public static final Kind KIND = B.build();

  private ContainerDropKind() {}
}
