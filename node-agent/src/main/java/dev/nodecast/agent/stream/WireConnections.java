package dev.nodecast.agent.stream;

import com.google.protobuf.ByteString;
import dev.nodecast.agent.edge.Peer;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.edge.Question;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Connection;
import dev.nodecast.v1.Connections;
import dev.nodecast.v1.Party;
import dev.nodecast.v1.Peers;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions and answers as {@code ingest.proto} has them. */
final class WireConnections {
  /** Of one message: some 20 KB. */
  static final int MOST = 256;

  private static final int MAPPED = 12;

  private WireConnections() {}

  static AgentMessage of(PeerQueue.Batch batch, long nowNs) {
    Connections.Builder message = Connections.newBuilder().addAllEnded(batch.ended());
    Map<Party, Integer> parties = new LinkedHashMap<>();
    for (Question each : batch.questions()) {
      Party party =
          Party.newBuilder()
              .setNamespace(each.namespace())
              .setWorkload(each.workload())
              .setService(each.program())
              .build();
      int number = parties.computeIfAbsent(party, p -> parties.size());
      message.addConnections(
          Connection.newBuilder()
              .setId(each.id())
              .setParty(number)
              .setServer(each.server())
              .setUdp(each.udp())
              .setNetns(each.netns())
              .setLocalAddress(address(each.local()))
              .setLocalPort(each.localPort())
              .setRemoteAddress(address(each.remote()))
              .setRemotePort(each.remotePort())
              .setAgeMs(Math.max(0, nowNs - each.sinceNs()) / 1_000_000)
              .setEnded(each.ended()));
    }
    return AgentMessage.newBuilder()
        .setConnections(message.addAllParties(parties.keySet()))
        .build();
  }

  /** IPv4 by its four bytes. */
  private static ByteString address(byte[] of) {
    boolean v4 = of[10] == -1 && of[11] == -1;
    for (int i = 0; i < 10; i++) {
      v4 &= of[i] == 0;
    }
    return v4 ? ByteString.copyFrom(of, MAPPED, 4) : ByteString.copyFrom(of);
  }

  static void into(PeerQueue queue, Peers message) {
    for (dev.nodecast.v1.Peer each : message.getPeersList()) {
      Peer peer = peer(each);
      for (int i = 0; i < each.getIdsCount(); i++) {
        queue.answered(each.getIds(i), peer);
      }
    }
  }

  private static Peer peer(dev.nodecast.v1.Peer of) {
    String kind =
        switch (of.getKind()) {
          case PEER_KIND_WORKLOAD -> Peer.WORKLOAD;
          case PEER_KIND_SERVICE -> Peer.SERVICE;
          case PEER_KIND_NODE -> Peer.NODE;
          case PEER_KIND_OUTSIDE -> Peer.OUTSIDE;
          default -> Peer.UNKNOWN.kind(); // of a newer aggregator
        };
    return new Peer(kind, of.getNamespace(), of.getWorkload(), of.getName());
  }
}
