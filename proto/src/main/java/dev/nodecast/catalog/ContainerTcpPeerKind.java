package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.PACKETS;

/**
 * Whom a container talks TCP with. The peer is the other end's address and the server's port,
 * whichever end that is; beyond the agent's limit peers are summed in address {@code ~other}.
 */
public final class ContainerTcpPeerKind {
  /** Value of label peer_address for peers beyond the limit. */
  public static final String OTHER = "~other";

  private static final Kind.Builder B =
      Kind.named("container_tcp_peer", "The TCP connections of one container with one peer.")
          .labels(ContainerKind.LABELS)
          .labels("direction", "peer_address", "port");
  private static final Kind.Builder.GroupBuilder PEERS = B.group("container_tcp_peer", 5);

  public static final Column SENT_BYTES =
      PEERS.counter("sent_bytes", BYTES, "Payload that the peer acknowledged.", "");
  public static final Column RECEIVED_BYTES =
      PEERS.counter("received_bytes", BYTES, "Payload received from it in order.", "");
  public static final Column RETRANSMITS =
      PEERS.counter("retransmits", PACKETS, "Segments sent again.", "");
  public static final Column CONNECTIONS =
      PEERS.counter("connections", COUNT, "Connections opened, by either side.", "");
  public static final Column FAILURES =
      PEERS.counter("failures", COUNT, "Connections that were never opened.", "");
  public static final Column OPEN = PEERS.gauge("open", COUNT, "Connections that are open.", "");
  public static final Column RTT =
      PEERS.histogram("rtt_us", MICROSECONDS, "As tcp_rtt_us of the container.", "");

  public static final Kind KIND = B.build();

  private ContainerTcpPeerKind() {}
}
