package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.PACKETS;

/**
 * One interface of a container's network namespace, from {@code /proc/<pid>/net/dev} of one of its
 * processes. The containers of a pod share a namespace: it is reported once, under the pod's first
 * container.
 */
public final class ContainerNetworkKind {
  private static final Kind.Builder B =
      Kind.named("container_net", "One interface of one container's network namespace.")
          .labels(ContainerKind.LABELS)
          .labels("interface");
  private static final Kind.Builder.GroupBuilder NETWORK = B.group("container_network", 2);

  public static final Column RX_BYTES =
      NETWORK.counter("rx_bytes", BYTES, "Bytes received.", "container.network.io");
  public static final Column RX_PACKETS =
      NETWORK.counter("rx_packets", PACKETS, "Packets received.", "");
  public static final Column RX_ERRORS =
      NETWORK.counter("rx_errors", PACKETS, "Bad packets received.", "");
  public static final Column RX_DROPS =
      NETWORK.counter("rx_drops", PACKETS, "Packets received and dropped.", "");
  public static final Column TX_BYTES =
      NETWORK.counter("tx_bytes", BYTES, "Bytes sent.", "container.network.io");
  public static final Column TX_PACKETS =
      NETWORK.counter("tx_packets", PACKETS, "Packets sent.", "");
  public static final Column TX_ERRORS =
      NETWORK.counter("tx_errors", PACKETS, "Packets that could not be sent.", "");
  public static final Column TX_DROPS =
      NETWORK.counter("tx_drops", PACKETS, "Packets dropped before sending.", "");

  public static final Kind KIND = B.build();

  private ContainerNetworkKind() {}
}
