package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import dev.nodecast.web.read.Sort;
import java.util.List;

/** Calls as rows: the map in words, and the callers and callees of one service. */
final class CallTable {
  static final String ROWS = "calls-rows";

  static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.PROTOCOL,
          Sort.RATE,
          Sort.ERRORS,
          Sort.P50,
          Sort.P95,
          Sort.P99,
          Sort.TRAFFIC);

  private CallTable() {}

  static Listing all(PageRequest request, Rows<CallRow> calls, RowQuery query) {
    Heads heads = new Heads(request, SORTS, true);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "From", ""),
            Column.plain("To", ""),
            heads.column(Sort.PROTOCOL, "Protocol", "lo"),
            heads.column(Sort.RATE, "Rate", "n w"),
            heads.column(Sort.ERRORS, "Errors", "n"),
            heads.column(Sort.P50, "p50", "n w lo"),
            heads.column(Sort.P95, "p95", "n w lo"),
            heads.column(Sort.P99, "p99", "n w"),
            heads.column(Sort.TRAFFIC, "Traffic", "n w lo2"),
            Column.plain("Seen by", "lo2"));
    List<Table.Row> rows =
        calls.rows().stream()
            .map(
                row ->
                    figures(
                            Cells.hashed("k-", row.key(), css(row))
                                .name(
                                    row.health().severity(),
                                    row.from().name(),
                                    href(request, row.from()),
                                    row.from().namespace())
                                .link("to", "fit", row.to().name(), href(request, row.to())),
                            row,
                            "lo2")
                        .text("seen", "lo2 mute", row.seenByServer() ? "server" : "client")
                        .row())
            .toList();
    return Listing.of(
        "Calls",
        columns,
        new Table(ROWS, query.sort().byValue(), calls.wanted(), rows),
        ""); // the map above says why there is none
  }

  /**
   * Of one service, without it.
   *
   * @param id of the panel
   * @param callers whether the others are who calls it
   */
  static Listing of(
      PageRequest request, String id, List<CallRow> calls, boolean callers, String none) {
    List<Column> columns =
        List.of(
            Column.plain(callers ? "Caller" : "Called", ""),
            Column.plain("Protocol", "lo"),
            Column.plain("Rate", "n w"),
            Column.plain("Errors", "n"),
            Column.plain("p50", "n w lo"),
            Column.plain("p95", "n w lo"),
            Column.plain("p99", "n w"),
            Column.plain("Traffic", "n w lo3"));
    List<Table.Row> rows =
        calls.stream()
            .map(
                row -> {
                  CallEnd other = callers ? row.from() : row.to();
                  String prefix = callers ? "cr-" : "ce-";
                  return figures(
                          Cells.hashed(prefix, row.key(), css(row))
                              .name(
                                  row.health().severity(),
                                  other.name(),
                                  href(request, other),
                                  small(other)),
                          row,
                          "lo3")
                      .row();
                })
            .toList();
    return Listing.of(
        callers ? "Callers, most requests first" : "Called services, most requests first",
        columns,
        Table.of(id + "-rows", rows),
        none);
  }

  private static String small(CallEnd end) {
    return end.kind() == CallEnd.Kind.WORKLOAD
        ? end.namespace()
        : end.namespace() + (end.namespace().isEmpty() ? "" : ", ") + end.kind().word();
  }

  /** Its own page; what has none is shown on the map. */
  private static String href(PageRequest request, CallEnd end) {
    return end.kind() == CallEnd.Kind.NODE
        ? Links.node(request, end.name())
        : end.service().isEmpty()
            ? Links.map(request, end.key())
            : Links.service(request, end.service());
  }

  private static String css(CallRow row) {
    return row.health().severity() == Severity.UNKNOWN ? "old" : "";
  }

  private static Cells figures(Cells cells, CallRow row, String room) {
    Signals signals = row.signals();
    double traffic = row.requestBytesPerSecond() + row.responseBytesPerSecond();
    return cells
        .text("protocol", "lo mute", row.protocol())
        .number("rate", "", signals.requestsPerSecond(), Quantity.PER_SECOND)
        .number("errors", "", signals.errorShare(), Quantity.SHARE, tone(row))
        .number("p50", "lo", signals.p50Seconds(), Quantity.SECONDS)
        .number("p95", "lo", signals.p95Seconds(), Quantity.SECONDS)
        .number("p99", "", signals.p99Seconds(), Quantity.SECONDS)
        .number("traffic", room, traffic, Quantity.BYTES_PER_SECOND);
  }

  private static Severity tone(CallRow row) {
    Severity severity = row.health().severity();
    return severity == Severity.UNKNOWN ? Severity.OK : severity;
  }
}
