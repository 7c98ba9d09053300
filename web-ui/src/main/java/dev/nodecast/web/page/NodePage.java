package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node: verdict, tiles and charts on the first screen, then its pods, devices and the rest. */
public final class NodePage implements Page {
  private static final int TOP_ROWS = 15;

  @Override
  public View view(PageContext context) {
    String name = context.subject();
    Optional<NodeDetail> found = context.reads().node(name);
    Crumb nodes = new Crumb("Nodes", context.request().link("/nodes"));
    if (found.isEmpty()) {
      String why =
          context
              .reads()
              .gone(new Subject(Subject.Kind.NODE, name))
              .orElse("No agent of this name ever connected. Names are case-sensitive.");
      return MessagePage.gone(context, name + " is not here", "nodes", why, nodes);
    }
    NodeDetail node = found.get();
    NodeRow row = node.row();
    Region states = Region.of("states", "span", "states", Badge.html(row.health()));
    Region verdict = Verdict.of(context, row.health(), NodeTiles.sentence(node));
    List<Region> tiles = NodeTiles.of(context, node);
    Region facts = NodeFactsPanel.facts(row.facts());
    Region room = NodeFactsPanel.room(row);
    Listing conditions = NodeFactsPanel.conditions(row.facts().conditions());
    List<ChartSpec> specs = NodeCharts.of(node);
    Subject subject = new Subject(Subject.Kind.NODE, name);
    Series series = Charts.history(context, subject, specs);
    Series seen = Charts.programs(context, subject, KernelCharts.of(node.programs()), series);
    List<Chart> charts = Charts.draw(context, specs, series);
    charts.add(6, Chart.cores(node.coreShares(), series, context.request().zone()));
    Rows<PodRow> pods = context.reads().pods(Top.query(Sort.HEALTH, TOP_ROWS, name, ""));
    Listing podList = PodsPage.listing(context.request(), pods, false, false);
    Rows<ProcessRow> processes =
        context
            .reads()
            .processes(
                Top.query(Sort.CPU, TOP_ROWS, name, "")
                    .withHold(context.hold().of(ProcessesPage.ROWS)));
    Listing processList = ProcessesPage.listing(context.request(), processes, true, false);
    Listing events =
        EventTable.recent(
            context.request(),
            context
                .reads()
                .recentEvents(new Subject(Subject.Kind.NODE, name), EventTable.TOP_ROWS));
    KernelSection kernel = KernelSection.of(context, node.programs(), seen, name, "", TOP_ROWS);
    Listing disks = Devices.disks(node.disks());
    Listing interfaces = Devices.interfaces(node.interfaces());
    Listing filesystems = Devices.filesystems(node.filesystems());
    List<Region> readings = Readings.regions(node.readings());

    List<Part> parts = new ArrayList<>(List.of(states, verdict));
    if (row.facts().known()) {
      parts.addAll(List.of(facts, room));
      parts.addAll(conditions.parts());
    }
    parts.addAll(tiles);
    parts.addAll(Charts.parts(charts));
    for (Listing listing : List.of(podList, events, processList, disks, interfaces, filesystems)) {
      parts.addAll(listing.parts());
    }
    parts.addAll(kernel.parts());
    parts.addAll(readings);
    Instant now = context.request().now();
    List<String> tags =
        List.of(
            Cores.whole(row.cpuCount()).text(),
            Bytes.of(row.memoryTotalBytes()).text(),
            node.kernel().isEmpty() ? "" : "kernel " + node.kernel(),
            node.bootTime().equals(Instant.EPOCH)
                ? ""
                : "booted " + Ago.clock(node.bootTime(), now, context.request().zone()));
    return new View(
        200,
        name,
        "nodes",
        new StaticTemplates()
            .pageNode(
                Head.of(context, name, states, nodes).withTags(tags),
                verdict,
                tiles,
                charts,
                row.facts().known(),
                facts,
                room,
                conditions,
                podList,
                Top.all(context, "/pods", name, pods, "pods"),
                events,
                Top.events(context, "node", name),
                processList,
                Top.all(context, "/processes", name, processes, "processes"),
                kernel,
                disks,
                interfaces,
                filesystems,
                readings),
        parts);
  }
}
