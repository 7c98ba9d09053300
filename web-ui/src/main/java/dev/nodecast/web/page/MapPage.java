package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Drawing;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Who calls whom: layers from left to right, with the figures of now. */
public final class MapPage implements Page {
  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query =
        context
            .rows(CallTable.SORTS, CallTable.ROWS)
            .withScope(new Scope(request.namespace(), request.protocol(), ""));
    ServiceMap map = context.reads().map(new MapQuery(query, request.focus(), request.hops()));
    String none = map.boxes().isEmpty() ? none(context, map) : "";
    Region states = Region.of("states", "span", "states", States.html(map.counts()));
    Region off = Region.of("map-off", "div", "slot", off(map));
    Region around = Region.of("map-around", "p", "around", around(request, map));
    Region empty = Region.of("map-empty", "div", "slot", none);
    Region note = Region.of("calls-note", "span", "mute", Escape.html(note(map)));
    Drawing drawing = MapDrawing.of(request, map);
    Listing calls = CallTable.all(request, map.calls(), query);
    Region pager = Pager.region(request, map.calls(), query.pageSize());
    List<Part> parts = new ArrayList<>(List.of(states, off, around, empty, drawing, note));
    parts.addAll(calls.parts());
    parts.add(pager);
    return new View(
        200,
        "Map",
        "map",
        new StaticTemplates()
            .pageMap(
                Head.of(context, "Service map", states),
                off,
                Filters.of(request, "Service, namespace or protocol", query)
                    .noted("Places hold; figures and colours change.")
                    .byNamespace()
                    .byProtocol(map.protocols(), request.protocol()),
                around,
                empty,
                drawing,
                note,
                calls,
                pager),
        parts);
  }

  private static String note(ServiceMap map) {
    int shown = map.boxes().size();
    return Pager.count(shown)
        + (shown == map.services() ? "" : " of " + Pager.count(map.services()))
        + " services, "
        + Pager.count(map.calls().matching())
        + " calls"
        + (map.undrawn() == 0
            ? ""
            : "; "
                + Pager.count(map.undrawn())
                + " with the fewest calls are not drawn: filter to see them");
  }

  /** What the map is around, and how far. */
  private static String around(PageRequest request, ServiceMap map) {
    if (request.focus().isEmpty()) {
      return "";
    }
    CallEnd end = map.focus().orElse(null);
    StringBuilder html = new StringBuilder();
    if (end != null) {
      html.append("<span>Around <b>").append(Escape.html(end.name())).append("</b></span>");
    }
    for (int hops : IntStream.rangeClosed(1, MapQuery.MOST_HOPS).toArray()) {
      html.append(" <a id=\"hops-").append(hops).append("\" href=\"");
      html.append(Escape.html(request.with("hops", hops == 1 ? "" : String.valueOf(hops))));
      html.append(hops == request.hops() ? "\" aria-current=\"true\">" : "\">");
      html.append(hops == 1 ? "1 call" : hops + " calls").append(" away</a>");
    }
    if (end != null && !end.service().isEmpty()) {
      html.append(" <a class=\"btn\" id=\"map-service\" href=\"");
      html.append(Escape.html(Links.service(request, end.service()))).append("\">Open service</a>");
    }
    html.append(" <a class=\"btn\" id=\"map-whole\" href=\"");
    html.append(Escape.html(request.with(Map.of("focus", "", "hops", ""))));
    return html.append("\">Whole map</a>").toString();
  }

  private static String off(ServiceMap map) {
    return map.services() == 0 ? "" : ServicesPage.off(map.off(), map.offNodes());
  }

  private static String none(PageContext context, ServiceMap map) {
    if (map.services() > 0) {
      return context.request().focus().isEmpty() || map.focus().isPresent()
          ? Empty.html(
              "No call matches",
              Pager.count(map.services()) + " services are known. Clear the filter to see them.")
          : Empty.html(
              "This service is not on the map",
              "Nobody called it and it called nobody in the last 10 minutes.");
    }
    if (context.shell().agents().total() == 0) {
      return Empty.html(
          "No agent has connected yet", "Agents see requests and tell them to the aggregator.");
    }
    if (map.requestsSeen()) {
      return Empty.html(
          "No calls between services yet",
          "Requests are seen, but none of the last 10 minutes has told who is at its other end.");
    }
    return map.offNodes() > 0
        ? Empty.html("Requests are not measured", ServicesPage.reasons(map.off(), map.offNodes()))
        : Empty.html(
            "No requests seen",
            "Nothing spoke a protocol that is known since the agents started. A call shows here"
                + " within 3 s.");
  }
}
