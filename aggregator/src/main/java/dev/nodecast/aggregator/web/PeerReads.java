package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom a pod, or all of a node, talks TCP with: from the cells of the one node that has it. Sorted
 * by bytes of both directions, whatever the query says.
 */
final class PeerReads {
  private static final int DIRECTION = ContainerTcpPeerKind.KIND.labels().indexOf("direction");
  private static final int ADDRESS = ContainerTcpPeerKind.KIND.labels().indexOf("peer_address");
  private static final int PORT = ContainerTcpPeerKind.KIND.labels().indexOf("port");
  private static final double MICROS = 1e-6;

  private final Pictures pictures;

  PeerReads(Pictures pictures) {
    this.pictures = pictures;
  }

  /** What is needed to sort; rows with their percentiles are only made of those that are shown. */
  private record Peer(String id, int slot, double bytesPerSecond, double open) {}

  Rows<PeerRow> list(RowQuery query) {
    Present present = pictures.current();
    Present.NodeLine line = present.nodeOf(query);
    if (line == null) {
      return new Rows<>(List.of(), 0, 0, 0);
    }
    NodeState node = line.state();
    synchronized (node) {
      KindState cells = node.kind(ContainerTcpPeerKind.KIND);
      List<Peer> all = new ArrayList<>();
      if (!KernelSource.absent(node).containsKey(KernelGroup.PEERS)) {
        for (int slot : KernelFigures.slots(node, cells, query.pod())) {
          all.add(peer(cells, slot));
        }
      }
      Map<String, Peer> byId = new HashMap<>();
      if (!query.hold().shown().isEmpty()) {
        all.forEach(peer -> byId.putIfAbsent(peer.id(), peer));
      }
      Comparator<Peer> order =
          Selection.byNumber(Peer::bytesPerSecond, true)
              .thenComparing(Selection.byNumber(Peer::open, true))
              .thenComparing(Peer::id);
      return new Listed<>(all, peer -> true, byId::get, Peer::id)
          .page(query, order, Peer::bytesPerSecond, peer -> row(present, node, cells, peer));
    }
  }

  private static Peer peer(KindState cells, int slot) {
    return new Peer(
        id(cells.labels(slot)),
        slot,
        Measured.rate(
            cells, slot, ContainerTcpPeerKind.SENT_BYTES, ContainerTcpPeerKind.RECEIVED_BYTES),
        cells.number(ContainerTcpPeerKind.OPEN, slot));
  }

  private static String id(String[] labels) {
    String own = labels[PodName.CONTAINER_ID];
    String owner =
        own.isEmpty()
            ? labels[PodName.NAMESPACE]
                + '~'
                + labels[PodName.POD]
                + '~'
                + labels[PodName.CONTAINER]
            : PodName.shortId(own);
    return owner + '~' + labels[DIRECTION] + '~' + labels[ADDRESS] + '~' + labels[PORT];
  }

  private static PeerRow row(Present present, NodeState node, KindState cells, Peer peer) {
    int slot = peer.slot();
    String[] labels = cells.labels(slot);
    String uid = PodName.uid(node.name(), labels);
    PodLine pod = present.podIds().find(uid);
    Percentiles rtt = Percentiles.of(cells, ContainerTcpPeerKind.RTT, slot);
    return new PeerRow(
        peer.id(),
        pod == null ? owner(labels) : pod.row().name(),
        pod == null ? "" : uid,
        labels[PodName.CONTAINER],
        labels[DIRECTION],
        labels[ADDRESS],
        labels[PORT],
        peer.open(),
        cells.rate(ContainerTcpPeerKind.SENT_BYTES, slot),
        cells.rate(ContainerTcpPeerKind.RECEIVED_BYTES, slot),
        cells.rate(ContainerTcpPeerKind.CONNECTIONS, slot),
        cells.rate(ContainerTcpPeerKind.FAILURES, slot),
        cells.rate(ContainerTcpPeerKind.RETRANSMITS, slot),
        rtt.p50() * MICROS,
        rtt.p99() * MICROS);
  }

  /** Of what has no page: the rest of the machine, or a container that is gone. */
  private static String owner(String[] labels) {
    String container = labels[PodName.CONTAINER];
    return container.equals(ContainerKernelKind.HOST)
        ? "Host"
        : container.equals(ContainerKernelKind.OTHER)
            ? "Others"
            : labels[PodName.POD].isEmpty() ? container : labels[PodName.POD];
  }
}
