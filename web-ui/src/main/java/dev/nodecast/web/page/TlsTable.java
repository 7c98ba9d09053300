package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.TlsRow;
import java.util.List;

/** Whose requests are hidden in TLS, on Status. */
final class TlsTable {
  private TlsTable() {}

  static Listing of(PageRequest request, List<TlsRow> rows) {
    return Listing.of(
        "Programs that speak TLS, those that are not read first",
        List.of(
            Column.plain("Program", ""),
            Column.plain("Workload", "lo"),
            Column.plain("Library", "lo"),
            Column.plain("Read", ""),
            Column.plain("Connections", "n"),
            Column.plain("Nodes", "n lo2"),
            Column.plain("On", "lo2"),
            Column.plain("Process", "lo2")),
        Table.of("tls", rows.stream().map(row -> row(request, row)).toList()),
        Empty.html("No TLS", "No connection was seen that began with TLS."));
  }

  private static Table.Row row(PageRequest request, TlsRow row) {
    // texts from hosts: their hash tells rows apart and is safe in an id
    String key =
        Integer.toHexString(
            List.of(row.program(), row.where(), row.library(), row.state()).hashCode());
    return new Cells("tls-", key, "")
        .text("name", "fit", row.program()) // without a state: not to be read is no fault
        .text("where", "lo", row.where())
        .text("library", "lo", row.library())
        .text("read", row.read() ? "" : "lo", row.state())
        .count("connections", "", row.connections())
        .count("nodes", "lo2", row.nodes())
        .link("on", "lo2", row.node(), Links.node(request, row.node()))
        .text("pid", "lo2", Double.isNaN(row.pid()) ? "" : String.valueOf((long) row.pid()))
        .row();
  }
}
