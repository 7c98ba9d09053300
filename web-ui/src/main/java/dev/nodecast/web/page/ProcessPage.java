package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.format.DurationText;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One process: its command, its charts, and every field of /proc that is measured. */
public final class ProcessPage implements Page {
  @Override
  public View view(PageContext context) {
    String id = context.subject();
    Optional<ProcessDetail> found = context.reads().process(id);
    if (found.isEmpty()) {
      String why =
          context
              .reads()
              .gone(new Subject(Subject.Kind.PROCESS, id))
              .orElse("It ended, or it is not among the processes that its agent sends.");
      return MessagePage.gone(
          context,
          "This process is gone",
          "processes",
          why,
          new Crumb("Processes", context.request().link("/processes")));
    }
    ProcessDetail process = found.get();
    ProcessRow row = process.row();
    Region states =
        Region.of(
            "states",
            "span",
            "states",
            "<span class=\"tag\">"
                + ProcessState.word(row.state())
                + "</span><span class=\"tag\">up "
                + DurationText.whole((long) row.ageSeconds())
                + "</span>");
    List<ChartSpec> specs = ProcessCharts.of(process);
    Series series = Charts.history(context, new Subject(Subject.Kind.PROCESS, id), specs);
    List<Chart> charts = Charts.draw(context, specs, series);
    List<Region> facts = ProcessFacts.regions(process);

    List<Part> parts = new ArrayList<>(List.of(states));
    parts.addAll(Charts.parts(charts));
    parts.addAll(facts);
    return new View(
        200,
        row.command() + ", PID " + row.pid(),
        "processes",
        new StaticTemplates()
            .pageProcess(
                head(context, row, states),
                row.commandLine().isEmpty() ? '[' + row.command() + ']' : row.commandLine(),
                charts,
                facts),
        parts);
  }

  private static Head head(PageContext context, ProcessRow row, Region states) {
    List<Crumb> crumbs = new ArrayList<>();
    crumbs.add(new Crumb("Nodes", context.request().link("/nodes")));
    crumbs.add(new Crumb(row.node(), Links.node(context.request(), row.node())));
    if (!row.podUid().isEmpty()) {
      crumbs.add(new Crumb(row.podName(), Links.pod(context.request(), row.podUid())));
    }
    return Head.of(context, row.command(), states, crumbs.toArray(Crumb[]::new))
        .withTags(
            List.of(
                "PID " + row.pid(),
                row.container().isEmpty() ? "" : "container " + row.container()));
  }
}
