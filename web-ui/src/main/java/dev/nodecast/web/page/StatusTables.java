package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.CollectorRow;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.StatusReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The smaller tables of Status. Each is bounded: 7 agents are shown whole, 1,000 are not. */
final class StatusTables {
  private static final int MOST_ROWS = 200;

  /** Nodes that one reason names. */
  private static final int MOST_NODES = 5;

  private StatusTables() {}

  /** Why a panel is empty, and where. */
  static Listing missing(PageRequest request, List<AgentRow> agents) {
    Map<Missing, List<String>> nodes = new LinkedHashMap<>();
    for (AgentRow agent : agents) {
      for (Missing missing : agent.missing()) {
        nodes.computeIfAbsent(missing, m -> new ArrayList<>()).add(agent.name());
      }
    }
    List<Table.Row> rows = new ArrayList<>();
    nodes.forEach(
        (missing, where) -> {
          if (rows.size() < MOST_ROWS) {
            rows.add(
                new Cells("why-", missing.what() + '-' + missing.why(), "")
                    .text("what", "", missing.what())
                    .html("where", "", where(request, where), Double.NaN)
                    .text("why", "", missing.why())
                    .text("advice", "lo2", missing.advice())
                    .row());
          }
        });
    return Listing.of(
        "Why a panel is empty",
        List.of(
            Column.plain("What", ""),
            Column.plain("Where", ""),
            Column.plain("Why", ""),
            Column.plain("What to do", "lo2")),
        Table.of("why", rows),
        Empty.html("Nothing is missing", "Every collector of every agent finds what it reads."));
  }

  private static String where(PageRequest request, List<String> nodes) {
    StringBuilder html = new StringBuilder();
    for (String node : nodes.subList(0, Math.min(MOST_NODES, nodes.size()))) {
      html.append(html.isEmpty() ? "<a href=\"" : ", <a href=\"");
      html.append(Escape.html(Links.node(request, node)));
      html.append("\">").append(Escape.html(node)).append("</a>");
    }
    if (nodes.size() > MOST_NODES) {
      html.append(" and ").append(Pager.count(nodes.size() - MOST_NODES)).append(" more");
    }
    return html.toString();
  }

  /** Collectors that did not produce come first; those that did follow while there is room. */
  static Listing collectors(List<AgentRow> agents) {
    List<Table.Row> rows = new ArrayList<>();
    for (boolean trouble : new boolean[] {true, false}) {
      for (AgentRow agent : agents) {
        for (CollectorRow collector : agent.collectors()) {
          if (rows.size() < MOST_ROWS && trouble != collector.outcome().equals("produced")) {
            rows.add(row(agent, collector));
          }
        }
      }
    }
    return Listing.of(
        "Collectors",
        List.of(
            Column.plain("Collector", ""),
            Column.plain("Agent", ""),
            Column.plain("Last run", ""),
            Column.plain("Why", "lo"),
            Column.plain("Runs", "n lo"),
            Column.plain("Takes", "n")),
        Table.of("collectors-rows", rows),
        Empty.html("No collectors", "No agent has told of its collectors yet."));
  }

  private static Table.Row row(AgentRow agent, CollectorRow collector) {
    Severity severity =
        collector.outcome().equals("failed")
            ? Severity.WARNING
            : collector.outcome().equals("unsupported") ? Severity.UNKNOWN : Severity.OK;
    return new Cells("co-", agent.name() + '-' + collector.name(), "")
        .state(severity, collector.name(), "")
        .text("agent", "", agent.name())
        .text("outcome", "", collector.outcome())
        .text("reason", "lo", collector.reason())
        .count("runs", "lo", collector.runs())
        .number("seconds", "", collector.seconds(), Quantity.SECONDS)
        .row();
  }

  /** Errors and drops of the aggregator and of all agents, by reason. */
  static Listing counts(PageRequest request, StatusReport status) {
    List<Table.Row> rows = new ArrayList<>();
    add(request, rows, "aggregator", "error", status.errors());
    add(request, rows, "aggregator", "drop", status.drops());
    for (AgentRow agent : status.agents()) {
      add(request, rows, agent.name(), "agent drop", agent.drops());
    }
    return Listing.of(
        "Errors and drops by reason",
        List.of(
            Column.plain("What happened", ""),
            Column.plain("Where", ""),
            Column.plain("Kind", "lo2"),
            Column.plain("Count", "n"),
            Column.plain("Last", "n")),
        Table.of("counts-rows", rows),
        Empty.html("No errors, no drops", "Nothing failed and nothing was dropped."));
  }

  private static void add(
      PageRequest request, List<Table.Row> rows, String source, String kind, List<Reason> reasons) {
    for (Reason reason : reasons) {
      if (rows.size() < MOST_ROWS && reason.count() > 0) {
        String where = reason.where().isEmpty() ? source : reason.where();
        rows.add(
            new Cells("r-", where + '-' + kind + '-' + reason.id(), "")
                .text("reason", reason.lost() ? "warn-t" : "", reason.text())
                .text("where", "", where)
                .text("kind", "lo2", kind)
                .count("count", "", (double) reason.count())
                .text("last", "n", Ago.clock(reason.last(), request.now(), request.zone()))
                .row());
      }
    }
  }
}
