package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.List;

/** The agents on Status: what each sends, costs and keeps. */
final class AgentTable {
  private AgentTable() {}

  static Listing of(PageRequest request, List<AgentRow> agents) {
    List<Column> columns =
        List.of(
            Column.plain("Agent", ""),
            Column.plain("State", "lo"),
            Column.plain("Data age", "n w"),
            Column.plain("Samples", "n w lo"),
            Column.plain("Sent", "n w lo2"),
            Column.plain("Per sample", "n lo2"),
            Column.plain("Spool", "lo2"),
            Column.plain("Unacked", "n lo2"),
            Column.plain("Pod names", "lo2"),
            Column.plain("CPU", "n"),
            Column.plain("Memory", "n w lo"),
            Column.plain("Dropped", "n"));
    return Listing.of(
        "Agents, trouble first",
        columns,
        Table.of("agents-rows", agents.stream().map(one -> row(request, one)).toList()),
        Empty.html("No agent has connected yet", "The aggregator listens for them on port 7443."));
  }

  /** One that was refused has no page: the node of that name, if any, is another's. */
  private static Cells named(Cells cells, PageRequest request, AgentRow agent) {
    return agent.state() == AgentRow.State.REFUSED
        ? cells.state(agent.severity(), agent.name(), agent.version())
        : cells.name(
            agent.severity(), agent.name(), Links.node(request, agent.name()), agent.version());
  }

  /** Drops are coloured where they are counted. */
  private static Health state(AgentRow agent) {
    Severity severity = agent.state() == AgentRow.State.LIVE ? Severity.OK : agent.severity();
    return Health.of(severity, agent.stateText());
  }

  /**
   * Where the names of pods come from, what is wrong with that, and what is left out on purpose.
   */
  private static String names(AgentRow agent) {
    String text = agent.podNames();
    int problem = text.indexOf("; ");
    List<String> small = new ArrayList<>();
    if (problem >= 0) {
      small.add(text.substring(problem + 2));
    }
    if (agent.filtered() > 0) {
      small.add(Pager.count((long) agent.filtered()) + " containers filtered");
    }
    String shown = problem < 0 ? text : text.substring(0, problem);
    return (shown.isEmpty() ? Figure.NOT_MEASURED.number() : Escape.html(shown))
        + (small.isEmpty()
            ? ""
            : "<small"
                + (problem < 0 ? "" : " class=\"warn-t\"")
                + ">"
                + Escape.html(String.join(", ", small))
                + "</small>");
  }

  private static Table.Row row(PageRequest request, AgentRow agent) {
    Severity severity = agent.severity();
    long dropped = agent.drops().stream().mapToLong(Reason::count).sum();
    boolean lost = agent.drops().stream().anyMatch(drop -> drop.lost() && drop.count() > 0);
    Cells cells = new Cells("ag-", agent.name(), severity == Severity.UNKNOWN ? "old" : "");
    return named(cells, request, agent)
        .health(state(agent), "lo")
        .html(
            "age", "n", Figure.of(agent.lastFrameAgeSeconds(), Quantity.SECONDS).html(), Double.NaN)
        .number("samples", "lo", agent.samplesPerSecond(), Quantity.PER_SECOND)
        .number("sent", "lo2", agent.bytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("each", "lo2", agent.bytesPerSample(), Quantity.BYTES_EACH)
        .bar("spool", "lo2", "k-net", "spool", agent.spoolBytes() / agent.spoolMaxBytes())
        .count("unacked", "lo2", agent.unackedFrames())
        .html("names", "lo2", names(agent), Double.NaN)
        .number("cpu", "", agent.cpuShare(), Quantity.SHARE)
        .number("memory", "lo", agent.memoryBytes(), Quantity.BYTES)
        .html("dropped", lost ? "n warn-t" : "n", Pager.count(dropped), Double.NaN)
        .row();
  }
}
