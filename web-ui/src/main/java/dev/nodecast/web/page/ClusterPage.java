package dev.nodecast.web.page;

import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Sort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is unhealthy, where, since when; is there room. */
public final class ClusterPage implements Page {
  private static final int NODES = 28;
  private static final int TOP_ROWS = 8;

  @Override
  public View view(PageContext context) {
    ClusterSummary cluster = context.reads().cluster();
    Region verdict = ClusterVerdict.of(context, cluster);
    List<Region> tiles = ClusterTiles.of(context, cluster);
    Listing findings = FindingTable.of(context, cluster);
    Region problems = ClusterTiles.problems(cluster);
    Region phases = ClusterTiles.phases(cluster.room());
    Region capacity = ClusterTiles.capacity(cluster);
    Rows<NodeRow> nodes = context.reads().nodes(Top.query(Sort.HEALTH, NODES, "", ""));
    // By name: a card must not move when a node's state changes.
    List<Region> cards =
        nodes.rows().stream()
            .sorted(Comparator.comparing(NodeRow::name))
            .map(node -> NodeCard.of(context.request(), node))
            .toList();
    Rows<PodRow> pods =
        context
            .reads()
            .pods(Top.query(Sort.CPU, TOP_ROWS, "", "").withHold(context.hold().of(PodsPage.ROWS)));
    Listing podList = PodsPage.listing(context.request(), pods, true, false);
    Rows<ProcessRow> processes =
        context
            .reads()
            .processes(
                Top.query(Sort.MEMORY, TOP_ROWS, "", "")
                    .withHold(context.hold().of(ProcessesPage.ROWS)));
    Listing processList = ProcessesPage.listing(context.request(), processes, true, false);

    List<Part> parts = new ArrayList<>(List.of(verdict, problems, capacity));
    if (cluster.room().known()) {
      parts.add(phases);
    }
    parts.addAll(tiles);
    parts.addAll(cards);
    for (Listing listing : List.of(findings, podList, processList)) {
      parts.addAll(listing.parts());
    }
    boolean more = nodes.matching() > nodes.rows().size();
    return new View(
        200,
        "Cluster",
        "cluster",
        new StaticTemplates()
            .pageCluster(
                verdict,
                problems,
                tiles,
                findings,
                cluster.room().known(),
                capacity,
                phases,
                cards,
                more ? "the " + NODES + " that most need a look, by name" : "by name",
                new MoreLink(
                    context.request().link("/nodes"),
                    more ? "All " + Pager.count(nodes.matching()) + " nodes" : "Table"),
                podList,
                new MoreLink(context.request().link("/pods?sort=-cpu"), "All pods"),
                processList,
                new MoreLink(context.request().link("/processes?sort=-memory"), "All processes")),
        parts);
  }
}
