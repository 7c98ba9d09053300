package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.List;

/** Whom a pod, or all of a node, talks TCP with. */
final class PeerTable {
  /** Id of the body of the table. */
  static final String ROWS = "peers-rows";

  private static final Quantity BYTES = Quantity.BYTES_PER_SECOND;
  private static final Quantity PER_SECOND = Quantity.PER_SECOND;
  private static final Quantity SECONDS = Quantity.SECONDS;

  private PeerTable() {}

  /**
   * @param owners whether to say whose connections they are
   */
  static Panel of(PageRequest request, Rows<PeerRow> peers, boolean owners) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.plain("Peer", ""));
    columns.add(Column.plain(owners ? "Of" : "Container", owners ? "" : "lo2"));
    columns.addAll(
        List.of(
            Column.plain("Direction", ""),
            Column.plain("Open", "n lo"),
            Column.plain("Received", "n w"),
            Column.plain("Sent", "n w"),
            Column.plain("Opened", "n w lo2"),
            Column.plain("Failed", "n lo2"),
            Column.plain("Retransmitted", "n lo"),
            Column.plain("Round trip, p50", "n w lo"),
            Column.plain("p99", "n w lo")));
    Table table =
        new Table(
            ROWS,
            true,
            peers.wanted(),
            peers.rows().stream().map(peer -> peer(request, peer, owners)).toList());
    return Panel.of(
        "peers",
        owners ? "Top talkers" : KernelGroup.PEERS.title(),
        "most traffic first",
        peers,
        Listing.of(
            "TCP connections by peer",
            columns,
            table,
            Empty.html("No connections", "No TCP connection was seen here.")));
  }

  private static Table.Row peer(PageRequest request, PeerRow peer, boolean owner) {
    Cells cells =
        new Cells("peer-", peer.id(), "").text("peer", "fit", address(peer.address(), peer.port()));
    if (!owner) {
      cells.text("of", "lo2", peer.container());
    } else if (peer.ownerUid().isEmpty()) {
      cells.text("of", "fit", peer.owner());
    } else {
      cells.link("of", "fit", peer.owner(), Links.pod(request, peer.ownerUid()));
    }
    return cells
        .text("direction", "", peer.direction())
        .count("open", "lo", peer.open())
        .number("rx", "", peer.receivedBytesPerSecond(), BYTES)
        .number("tx", "", peer.sentBytesPerSecond(), BYTES)
        .number("opened", "lo2", peer.connectionsPerSecond(), PER_SECOND)
        .number(
            "failed",
            "lo2",
            peer.failuresPerSecond(),
            PER_SECOND,
            KernelTables.some(peer.failuresPerSecond()))
        .number("retransmits", "lo", peer.retransmitsPerSecond(), PER_SECOND)
        .number("p50", "lo", peer.rttP50Seconds(), SECONDS)
        .number("p99", "lo", peer.rttP99Seconds(), SECONDS)
        .row();
  }

  /** {@code [::1]:443}; all beyond the agent's limit have no address. */
  private static String address(String address, String port) {
    if (address.startsWith("~")) {
      return "all others";
    }
    String host = address.indexOf(':') >= 0 ? '[' + address + ']' : address;
    return port.isEmpty() || port.equals("0") ? host : host + ':' + port;
  }
}
