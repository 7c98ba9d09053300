package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.List;

/** The list of nodes: which one; also with 1,000 of them. */
public final class NodesPage implements Page {
  static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.CPU,
          Sort.MEMORY,
          Sort.LOAD,
          Sort.PODS,
          Sort.RECEIVED,
          Sort.SENT,
          Sort.READ,
          Sort.WRITTEN,
          Sort.RETRANSMITS,
          Sort.STALLED);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query = context.rows(SORTS, "nodes-rows");
    Rows<NodeRow> nodes = context.reads().nodes(query);
    Listing listing = listing(request, nodes, query.sort().byValue(), true);
    Region states = Region.of("states", "span", "states", States.html(context.shell().nodes()));
    Region pager = Pager.region(request, nodes, query.pageSize());
    return new View(
        200,
        "Nodes",
        "nodes",
        new StaticTemplates()
            .pageList(
                Head.of(context, "Nodes", states),
                Filters.of(request, "Name or kernel", query),
                listing,
                pager),
        List.of(states, listing.table(), listing.empty(), pager));
  }

  /** Also on Search. */
  static Listing listing(PageRequest request, Rows<NodeRow> nodes, boolean held, boolean sortable) {
    Heads heads = new Heads(request, SORTS, sortable);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "Node", ""),
            heads.column(Sort.HEALTH, "Condition", "lo2"),
            Column.hidden("CPU, last 5 minutes", "lo"),
            heads.column(Sort.CPU, "CPU", "n"),
            Column.hidden("Memory used", "lo"),
            heads.column(Sort.MEMORY, "Memory", "n"),
            heads.column(Sort.LOAD, "Load", "n lo"),
            heads.column(Sort.PODS, "Pods", "n lo"),
            heads.column(Sort.RECEIVED, "Received", "n w lo2"),
            heads.column(Sort.SENT, "Sent", "n w lo2"),
            heads.column(Sort.READ, "Read", "n w lo2"),
            heads.column(Sort.WRITTEN, "Written", "n w lo2"),
            heads.column(Sort.RETRANSMITS, "Retransmits", "n lo2"),
            heads.column(Sort.STALLED, "Stalled", "n lo"));
    Table table =
        new Table(
            "nodes-rows",
            held,
            nodes.wanted(),
            nodes.rows().stream().map(node -> row(request, node)).toList());
    return Listing.of(
        "Nodes",
        columns,
        table,
        Empty.list(
            "nodes",
            request.search(),
            nodes.total(),
            "No agent has connected. Agents connect to port 7443 of the aggregator."));
  }

  private static Table.Row row(PageRequest request, NodeRow node) {
    Severity severity = node.health().severity();
    double cpu = node.cpuShare();
    double memory = node.memoryShare();
    return new Cells("n-", node.name(), severity == Severity.UNKNOWN ? "old" : "")
        .name(
            severity,
            node.name(),
            Links.node(request, node.name()),
            Cores.whole(node.cpuCount()).text() + ", " + Bytes.of(node.memoryTotalBytes()).text())
        .html(
            "state",
            Cells.join("lo2", Cells.tone(severity)),
            Escape.html(node.health().text()) + promised(node.facts()),
            Double.NaN)
        .spark("trend", "lo", "k-cpu", "CPU", node.cpuSpark(), node.cpuCount())
        .number("cpu", "", cpu, Quantity.SHARE, Cells.above(cpu, 0.9, 2))
        .bar("memory-bar", "lo", "k-mem", "memory", memory)
        .number("memory", "", memory, Quantity.SHARE, Cells.above(memory, 0.9, 0.95))
        .number("load", "lo", node.load1m(), Quantity.PLAIN)
        .count("pods", "lo", node.pods())
        .number("rx", "lo2", node.rxBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("tx", "lo2", node.txBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("read", "lo2", node.readBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("written", "lo2", node.writeBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number(
            "retransmits",
            "lo2",
            node.retransmitShare(),
            Quantity.SHARE,
            Cells.above(node.retransmitShare(), 0.01, 2))
        .number(
            "stalled",
            "lo",
            node.stalledShare(),
            Quantity.SHARE,
            Cells.above(node.stalledShare(), 0.2, 0.4))
        .row();
  }

  /** What pods ask for of what they can have, and whether more may come. */
  private static String promised(NodeFacts of) {
    if (!of.known()) {
      return "";
    }
    return "<small>"
        + (of.cordoned() ? "cordoned, " : "")
        + "requests "
        + Percent.of(of.cpu().requests() / of.cpu().allocatable()).text()
        + " of CPU, "
        + Percent.of(of.memory().requests() / of.memory().allocatable()).text()
        + " of memory</small>";
  }
}
