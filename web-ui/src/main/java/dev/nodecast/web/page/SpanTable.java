package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.SpanRow;
import dev.nodecast.web.read.Spans;
import java.util.List;

/** The slowest of the requests that were sampled in the range. */
final class SpanTable {
  private SpanTable() {}

  static Listing slowest(PageRequest request, Spans spans) {
    List<Column> columns =
        List.of(
            Column.plain("Request", ""),
            Column.plain("Duration", "n w"),
            Column.plain("Started", "n"),
            Column.plain("Protocol", "lo2"),
            Column.plain("Status", "lo"),
            Column.plain("At", "lo"),
            Column.plain("Other end", "lo2"),
            Column.plain("Trace", "lo3"));
    return Listing.of(
        "Slowest sampled requests, slowest first",
        columns,
        Table.of("slow-rows", spans.rows().stream().map(row -> row(request, row)).toList()),
        spans.error().isEmpty()
            ? Empty.html(
                "No sampled request in this range",
                "Spans are a sample: agents may have them switched off, and they are kept for a"
                    + " shorter time than the figures above.")
            : Empty.html("Sampled requests could not be read", spans.error() + "."));
  }

  private static Table.Row row(PageRequest request, SpanRow row) {
    Severity severity = row.error() ? Severity.WARNING : Severity.OK;
    String time =
        "<time datetime=\""
            + row.start()
            + "\">"
            + Ago.clock(row.start(), request.now(), request.zone())
            + "</time>";
    return new Cells("sp-", row.id(), "")
        .state(severity, (row.operation() + ' ' + row.target()).strip(), "")
        .number("took", "", row.seconds(), Quantity.SECONDS)
        .html("at", "n mute", time, Double.NaN)
        .text("protocol", "lo2 mute", row.protocol())
        .text("status", "lo", row.status().isEmpty() ? "no answer" : row.status())
        .html("where", "lo", where(request, row), Double.NaN)
        .text("peer", "lo2 mute", row.peer())
        .text("trace", "lo3 mute path", row.traceId())
        .row();
  }

  private static String where(PageRequest request, SpanRow row) {
    return row.podUid().isEmpty()
        ? Escape.html(row.where())
        : "<a href=\""
            + Escape.html(Links.pod(request, row.podUid()))
            + "\">"
            + Escape.html(row.where())
            + "</a>";
  }
}
