package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.PodDetail;
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

/** One pod: usage beside limits, containers, processes and everything its cgroup tells. */
public final class PodPage implements Page {
  private static final int TOP_ROWS = 50;
  private static final int TOP_PEERS = 25;

  @Override
  public View view(PageContext context) {
    String uid = context.subject();
    Optional<PodDetail> found = context.reads().pod(uid);
    Crumb nodes = new Crumb("Nodes", context.request().link("/nodes"));
    if (found.isEmpty()) {
      String why =
          context
              .reads()
              .gone(new Subject(Subject.Kind.POD, uid))
              .orElse("No pod with this uid is known: it ended, or it never was.");
      return MessagePage.gone(
          context,
          "This pod is gone",
          "pods",
          why,
          new Crumb("Pods", context.request().link("/pods")));
    }
    PodDetail pod = found.get();
    PodRow row = pod.row();
    Region states = Region.of("states", "span", "states", Badge.html(row.health()));
    Region verdict = Verdict.of(context, row.health(), PodParts.sentence(pod));
    Region facts = PodFactsPanel.of(context.request(), row);
    Region usage = PodParts.usage(pod);
    List<ChartSpec> specs = PodCharts.of(pod);
    Subject subject = new Subject(Subject.Kind.POD, uid);
    Series series = Charts.history(context, subject, specs);
    Series seen = Charts.programs(context, subject, KernelCharts.of(pod.programs()), series);
    List<Chart> charts = Charts.draw(context, specs, series);
    Listing containers = PodParts.containers(context.request(), pod.containers());
    Rows<ProcessRow> processes =
        context
            .reads()
            .processes(
                Top.query(Sort.CPU, TOP_ROWS, "", uid)
                    .withHold(context.hold().of(ProcessesPage.ROWS)));
    Listing processList = ProcessesPage.listing(context.request(), processes, true, false);
    Listing events =
        EventTable.recent(
            context.request(),
            context.reads().recentEvents(new Subject(Subject.Kind.POD, uid), EventTable.TOP_ROWS));
    KernelSection kernel =
        KernelSection.of(context, pod.programs(), seen, row.node(), uid, TOP_PEERS);
    Listing disks = Devices.disks(pod.disks());
    Listing interfaces = Devices.interfaces(pod.interfaces());
    Listing filesystems = Devices.filesystems(pod.filesystems());
    List<Region> readings = Readings.regions(pod.readings());

    List<Part> parts = new ArrayList<>(List.of(states, verdict, facts, usage));
    parts.addAll(Charts.parts(charts));
    for (Listing list : List.of(containers, events, processList, disks, interfaces, filesystems)) {
      parts.addAll(list.parts());
    }
    parts.addAll(kernel.parts());
    parts.addAll(readings);
    // What no node took yet stands right under the nodes.
    Crumb node = new Crumb(row.node(), Links.node(context.request(), row.node()));
    Crumb[] between = row.node().isEmpty() ? new Crumb[] {nodes} : new Crumb[] {nodes, node};
    return new View(
        200,
        row.name(),
        "pods",
        new StaticTemplates()
            .pagePod(
                Head.of(context, row.name(), states, between).withTags(tags(context, pod)),
                verdict,
                facts,
                charts,
                usage,
                containers,
                events,
                Top.events(context, "pod", uid),
                processList,
                kernel,
                disks,
                interfaces,
                filesystems,
                readings),
        parts);
  }

  private static List<String> tags(PageContext context, PodDetail pod) {
    PodRow row = pod.row();
    Instant now = context.request().now();
    return List.of(
        row.kind(),
        row.namespace().isEmpty() ? "" : "namespace " + row.namespace(),
        pod.started().equals(Instant.EPOCH)
            ? ""
            : "started " + Ago.clock(pod.started(), now, context.request().zone()));
  }
}
