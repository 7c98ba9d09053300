package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One service: its signals over time, what it answers, what it asks, and the pods behind it. */
public final class ServicePage implements Page {
  private static final String NOBODY =
      Empty.html(
          "None is known",
          "Nobody was seen in the last 10 minutes, or nobody told who is at the other end.");

  @Override
  public View view(PageContext context) {
    Optional<ServiceDetail> found = context.reads().service(context.subject());
    Crumb all = new Crumb("Services", context.request().link("/services"));
    if (found.isEmpty()) {
      return MessagePage.gone(
          context,
          "This service is not here",
          "services",
          "No agent saw a request of it in the last 10 minutes. What was stored is in the table"
              + " service.",
          all);
    }
    ServiceDetail service = found.get();
    ServiceRow row = service.row();
    Region states = Region.of("states", "span", "states", Badge.html(row.health()));
    Region verdict = Verdict.of(context, row.health(), ServiceParts.sentence(service));
    Region facts = ServiceParts.facts(context.request(), service);
    Series series = history(context, service);
    List<Chart> charts = charts(context, service, series);
    Chart heat =
        Chart.durations(row.signals().requestsPerSecond(), series, context.request().zone());
    Listing served = ServiceParts.endpoints("served", service.served(), "It answers no requests");
    Listing made =
        ServiceParts.endpoints("made", service.made(), "It makes no requests that were seen");
    PageRequest request = context.request();
    Listing callers = CallTable.of(request, "callers", service.callers(), true, NOBODY);
    Listing callees = CallTable.of(request, "callees", service.callees(), false, NOBODY);
    // A database that just failed is not asked again.
    Spans spans =
        series.error().isEmpty()
            ? context.reads().slowest(row.key(), request.range())
            : Spans.failed(series.error());
    Listing slow = SpanTable.slowest(request, spans);
    int pods = service.pods().size();
    Listing podList =
        PodsPage.listing(
            context.request(), new Rows<>(service.pods(), 0, pods, pods), false, false);

    List<Part> parts = new ArrayList<>(List.of(states, verdict, facts));
    parts.addAll(Charts.parts(charts));
    parts.addAll(heat.regions());
    for (Listing list : List.of(callers, callees, served, slow, made, podList)) {
      parts.addAll(list.parts());
    }
    return new View(
        200,
        row.name(),
        "services",
        new StaticTemplates()
            .pageService(
                Head.of(context, row.name(), states, all).withTags(tags(row)),
                verdict,
                facts,
                charts,
                heat,
                callers,
                ServiceParts.note(service.callers().size(), service.callersAll()),
                callees,
                ServiceParts.note(service.callees().size(), service.calleesAll()),
                served,
                ServiceParts.note(service.served().size(), service.servedAll()),
                slow,
                made,
                ServiceParts.note(service.made().size(), service.madeAll()),
                podList),
        parts);
  }

  private static List<String> tags(ServiceRow row) {
    List<String> tags = new ArrayList<>(row.protocols());
    tags.add(row.namespace().isEmpty() ? "" : "namespace " + row.namespace());
    tags.add(row.server() ? "" : "client only");
    return tags;
  }

  private static Series history(PageContext context, ServiceDetail service) {
    return Charts.history(
        context, service.row().subject(), ServiceParts.charts(service.row().signals()));
  }

  private static List<Chart> charts(PageContext context, ServiceDetail service, Series series) {
    List<ChartSpec> specs = ServiceParts.charts(service.row().signals());
    List<Chart> charts = new ArrayList<>(Charts.draw(context, specs, series));
    List<ChartSpec> cpu = List.of(ServiceParts.saturation(service));
    Series ofCpu =
        service
            .cpu()
            .map(subject -> Charts.programs(context, subject, cpu, series))
            .orElse(Series.of(context.request().range(), Map.of()));
    charts.addAll(Charts.draw(context, cpu, ofCpu));
    return charts;
  }
}
