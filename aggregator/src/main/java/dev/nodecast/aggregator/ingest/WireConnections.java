package dev.nodecast.aggregator.ingest;

import com.google.protobuf.ByteString;
import dev.nodecast.aggregator.edge.Address;
import dev.nodecast.aggregator.edge.Endpoint;
import dev.nodecast.aggregator.edge.Peer;
import dev.nodecast.aggregator.edge.ToldConnection;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Command;
import dev.nodecast.v1.Connection;
import dev.nodecast.v1.Connections;
import dev.nodecast.v1.Party;
import dev.nodecast.v1.PeerKind;
import dev.nodecast.v1.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections and peers as {@code ingest.proto} has them; whatever an agent says stays within
 * bounds.
 */
final class WireConnections {
  /** Of one message, and as many that are over. */
  static final int MOST = 4_096;

  /** As long as Kubernetes' longest names. */
  private static final int LONGEST_NAME = 253;

  /** Younger than any machine: an age in milliseconds that is larger is a lie. */
  private static final long OLDEST_MS = 10L * 365 * 86_400_000;

  /** Ids of one message. */
  private static final int MOST_IDS = 16_384;

  private WireConnections() {}

  /** Those that make sense. */
  static List<ToldConnection> told(Connections message) {
    List<Peer> parties =
        message.getPartiesList().stream().limit(MOST).map(WireConnections::party).toList();
    List<ToldConnection> told = new ArrayList<>();
    for (Connection of : message.getConnectionsList()) {
      if (told.size() == MOST) {
        break;
      }
      Optional<Endpoint> local = endpoint(of.getLocalAddress(), of.getLocalPort());
      Optional<Endpoint> remote = endpoint(of.getRemoteAddress(), of.getRemotePort());
      int party = of.getParty();
      if (local.isPresent() && remote.isPresent() && party >= 0 && party < parties.size()) {
        told.add(
            new ToldConnection(
                of.getId(),
                parties.get(party),
                of.getServer(),
                of.getUdp(),
                of.getNetns(),
                local.get(),
                remote.get(),
                Math.max(0, Math.min(of.getAgeMs(), OLDEST_MS)),
                of.getEnded()));
      }
    }
    return told;
  }

  /** Ids of those that are over. */
  static List<Long> ended(Connections message) {
    List<Long> all = message.getEndedList();
    return all.subList(0, Math.min(MOST, all.size()));
  }

  private static Optional<Endpoint> endpoint(ByteString address, int port) {
    return port < 0 || port > 65_535 || address.size() > 16
        ? Optional.empty()
        : Address.of(address.toByteArray()).map(at -> new Endpoint(at, port));
  }

  private static Peer party(Party of) {
    return new Peer(
        Peer.Kind.WORKLOAD,
        bounded(of.getNamespace()),
        bounded(of.getWorkload()),
        bounded(of.getService()));
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
  }

  /** What tells one agent who they are. */
  static List<AggregatorMessage> peers(Map<Peer, List<Long>> answers) {
    List<AggregatorMessage> messages = new ArrayList<>();
    Peers.Builder next = Peers.newBuilder();
    int count = 0;
    for (Map.Entry<Peer, List<Long>> each : answers.entrySet()) {
      next.addPeers(wire(each.getKey()).addAllIds(each.getValue()));
      count += each.getValue().size();
      if (count >= MOST_IDS) {
        messages.add(command(next));
        next = Peers.newBuilder();
        count = 0;
      }
    }
    if (count > 0) {
      messages.add(command(next));
    }
    return messages;
  }

  private static AggregatorMessage command(Peers.Builder peers) {
    return AggregatorMessage.newBuilder().setCommand(Command.newBuilder().setPeers(peers)).build();
  }

  private static dev.nodecast.v1.Peer.Builder wire(Peer peer) {
    return dev.nodecast.v1.Peer.newBuilder()
        .setKind(
            switch (peer.kind()) {
              case WORKLOAD -> PeerKind.PEER_KIND_WORKLOAD;
              case SERVICE -> PeerKind.PEER_KIND_SERVICE;
              case NODE -> PeerKind.PEER_KIND_NODE;
              case OUTSIDE -> PeerKind.PEER_KIND_OUTSIDE;
              case UNKNOWN -> PeerKind.PEER_KIND_UNKNOWN;
            })
        .setNamespace(peer.namespace())
        .setWorkload(peer.workload())
        .setName(peer.name());
  }
}
