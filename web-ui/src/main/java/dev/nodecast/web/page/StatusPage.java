package dev.nodecast.web.page;

import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.StatusReport;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Nodecast itself: agents, storage, what was lost, and why a panel is empty. */
public final class StatusPage implements Page {
  private static String zone(ZoneId zone) {
    return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  @Override
  public View view(PageContext context) {
    StatusReport status = context.reads().status();
    Region states =
        Region.of(
            "states",
            "span",
            "states",
            States.html(context.shell().agents()) + Badge.html(status.storage()));
    List<Region> tiles = StatusTiles.of(context, status);
    Listing agents = AgentTable.of(context.request(), status.agents());
    Listing missing = StatusTables.missing(context.request(), status.agents());
    Listing collectors = StatusTables.collectors(status.agents());
    Listing counts = StatusTables.counts(context.request(), status);
    Listing probes = ProbeTables.programs(context.request(), status.probes().programs());
    Listing maps = ProbeTables.maps(context.request(), status.probes().maps());
    Listing tls = TlsTable.of(context.request(), status.probes().tls());
    Region probesNote = ProbeTables.note(status.probes());
    Region storage = StatusTiles.storage(context, status);
    Region cluster = ClusterStatusPanel.of(status.cluster());
    List<Part> parts = new ArrayList<>(List.of(states, storage, cluster, probesNote));
    parts.addAll(tiles);
    for (Listing listing : List.of(agents, missing, collectors, counts, tls, probes, maps)) {
      parts.addAll(listing.parts());
    }
    return new View(
        200,
        "Status",
        "status",
        new StaticTemplates()
            .pageStatus(
                Head.of(context, "Status", states)
                    .withTags(
                        List.of(
                            "version " + status.version(),
                            "times in " + zone(context.request().zone()))),
                tiles,
                agents,
                missing,
                storage,
                cluster,
                collectors,
                counts,
                tls,
                probesNote,
                probes,
                maps),
        parts);
  }
}
