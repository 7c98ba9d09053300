package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.ArrayList;
import java.util.List;

/** The first matches of each kind of thing. */
public final class SearchPage implements Page {
  private static final int MATCHES = 10;

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    Listing nodes =
        NodesPage.listing(
            request, context.reads().nodes(query(request, Sort.HEALTH)), false, false);
    Listing pods =
        PodsPage.listing(request, context.reads().pods(query(request, Sort.HEALTH)), false, false);
    Listing processes =
        ProcessesPage.listing(
            request, context.reads().processes(query(request, Sort.NAME)), false, false);
    Region states = Region.of("states", "span", "states", "");
    List<Part> parts = new ArrayList<>(List.of(states));
    for (Listing listing : List.of(nodes, pods, processes)) {
      parts.addAll(listing.parts());
    }
    return new View(
        200,
        "Search",
        "",
        new StaticTemplates()
            .pageSearch(
                Head.of(context, "Search", states),
                request.search(),
                nodes,
                more(request, "/nodes", "All nodes that match"),
                pods,
                more(request, "/pods", "All pods that match"),
                processes,
                more(request, "/processes", "All processes that match")),
        parts);
  }

  private static RowQuery query(PageRequest request, Sort sort) {
    return new RowQuery(request.search(), sort, false, 0, MATCHES, "", "", Severity.OK, Order.NONE);
  }

  private static MoreLink more(PageRequest request, String path, String text) {
    String query = request.search().isEmpty() ? "" : "?q=" + Escape.url(request.search());
    return new MoreLink(request.link(path + query), text);
  }
}
