package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MEGABITS_PER_SECOND;
import static dev.nodecast.catalog.Unit.PACKETS;

/** One network interface of the host, from {@code /proc/net/dev} and {@code /sys/class/net}. */
public final class NodeNetworkKind {
  private static final Kind.Builder B =
      Kind.named("node_net", "One network interface of one machine.").labels("interface");
  private static final Kind.Builder.GroupBuilder NETWORK = B.group("network", 1);

  public static final Column RX_BYTES =
      NETWORK.counter("rx_bytes", BYTES, "Bytes received.", "system.network.io");
  public static final Column RX_PACKETS =
      NETWORK.counter("rx_packets", PACKETS, "Packets received.", "system.network.packet.count");
  public static final Column RX_ERRORS =
      NETWORK.counter("rx_errors", PACKETS, "Bad packets received.", "system.network.errors");
  public static final Column RX_DROPS =
      NETWORK.counter(
          "rx_drops",
          PACKETS,
          "Good packets received and dropped.",
          "system.network.packet.dropped");
  public static final Column RX_FIFO = NETWORK.counter("rx_fifo", PACKETS, "Receive overruns.", "");
  public static final Column RX_FRAME =
      NETWORK.counter("rx_frame", PACKETS, "Frame alignment errors.", "");
  public static final Column RX_MULTICAST =
      NETWORK.counter("rx_multicast", PACKETS, "Multicast packets received.", "");
  public static final Column TX_BYTES =
      NETWORK.counter("tx_bytes", BYTES, "Bytes sent.", "system.network.io");
  public static final Column TX_PACKETS =
      NETWORK.counter("tx_packets", PACKETS, "Packets sent.", "system.network.packet.count");
  public static final Column TX_ERRORS =
      NETWORK.counter(
          "tx_errors", PACKETS, "Packets that could not be sent.", "system.network.errors");
  public static final Column TX_DROPS =
      NETWORK.counter(
          "tx_drops", PACKETS, "Packets dropped before sending.", "system.network.packet.dropped");
  public static final Column TX_FIFO = NETWORK.counter("tx_fifo", PACKETS, "Send overruns.", "");
  public static final Column TX_COLLISIONS =
      NETWORK.counter("tx_collisions", PACKETS, "Collisions.", "");
  public static final Column TX_CARRIER =
      NETWORK.counter("tx_carrier", PACKETS, "Carrier losses.", "");
  public static final Column SPEED =
      NETWORK.gauge(
          "speed_mbit", MEGABITS_PER_SECOND, "Link speed, where the driver knows it.", "");
  public static final Column UP = NETWORK.gauge("up", COUNT, "1 when the link is up.", "");

  public static final Kind KIND = B.build();

  private NodeNetworkKind() {}
}
