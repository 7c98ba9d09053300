package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One workload: its replicas, usage beside requests and limits, its pods and its events. */
public final class WorkloadPage implements Page {
  private static final int TOP_ROWS = 50;

  @Override
  public View view(PageContext context) {
    String key = context.subject();
    Optional<WorkloadDetail> found = context.reads().workload(key);
    Crumb all = new Crumb("Workloads", context.request().link("/workloads"));
    if (found.isEmpty()) {
      String name = Owner.of(key).name();
      return MessagePage.gone(
          context,
          (name.isEmpty() ? "This workload" : name) + " is not here",
          "workloads",
          "Kubernetes knows no workload of this kind and name: it was deleted, or it never was.",
          all);
    }
    WorkloadDetail workload = found.get();
    WorkloadRow row = workload.row();
    Owner owner = row.owner();
    Region states = Region.of("states", "span", "states", Badge.html(row.health()));
    Region verdict = Verdict.of(context, row.health(), WorkloadParts.sentence(row));
    Region facts = WorkloadParts.facts(context.request(), workload);
    Region usage = WorkloadParts.usage(row);
    List<ChartSpec> specs = WorkloadParts.charts(row);
    Subject subject = new Subject(Subject.Kind.WORKLOAD, key);
    List<Chart> charts = Charts.draw(context, specs, Charts.history(context, subject, specs));
    RowQuery query = Top.query(Sort.HEALTH, TOP_ROWS, "", "").withScope(new Scope("", "", key));
    Rows<PodRow> pods = context.reads().pods(query);
    Listing podList = PodsPage.listing(context.request(), pods, false, false);
    Listing children = WorkloadParts.children(context.request(), workload.children());
    Listing events =
        EventTable.recent(
            context.request(), context.reads().recentEvents(subject, EventTable.TOP_ROWS));

    List<Part> parts = new ArrayList<>(List.of(states, verdict, facts, usage));
    parts.addAll(Charts.parts(charts));
    for (Listing list : List.of(podList, children, events)) {
      parts.addAll(list.parts());
    }
    return new View(
        200,
        owner.name(),
        "workloads",
        new StaticTemplates()
            .pageWorkload(
                Head.of(context, owner.name(), states, all)
                    .withTags(List.of(owner.kind(), "namespace " + owner.namespace())),
                verdict,
                facts,
                charts,
                usage,
                children,
                podList,
                Top.ofWorkload(context, key, pods),
                events,
                Top.events(context, "q", owner.name())),
        parts);
  }
}
