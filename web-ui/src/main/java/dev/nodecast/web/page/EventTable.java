package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events as rows, newest first. */
final class EventTable {
  /** Rows inside of the page of a node or a pod. */
  static final int TOP_ROWS = 15;

  private static final String ROWS = "events-rows";

  /** Kinds whose objects are workloads by themselves. */
  private static final Set<String> LINKED =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "CronJob");

  private EventTable() {}

  /**
   * @param none the texts for nothing, as HTML
   */
  static Listing of(PageRequest request, List<EventRow> events, String none) {
    List<Column> columns =
        List.of(
            Column.plain("Time", ""),
            Column.plain("Type", ""),
            Column.plain("Object", ""),
            Column.plain("Message", "lo"),
            Column.plain("Node", "lo2"),
            Column.plain("Source", "lo2"));
    List<Table.Row> rows = new ArrayList<>();
    Map<String, Integer> same = new HashMap<>();
    for (EventRow event : events) {
      String key = key(event);
      // Two of one moment that say the same are two.
      int number = same.merge(key, 1, Integer::sum);
      rows.add(row(request, event, number == 1 ? key : key + '-' + number));
    }
    return Listing.of("Events, newest first", columns, Table.of(ROWS, rows), none);
  }

  /** The panel of a node or a pod. */
  static Listing recent(PageRequest request, List<EventRow> events) {
    return of(
        request,
        events,
        Empty.html(
            "No event since the aggregator started",
            "Kills, exits, starts and stops appear here; what is stored is on the Events page."));
  }

  private static String key(EventRow event) {
    int text = (event.podUid() + '\n' + event.container() + '\n' + event.message()).hashCode();
    return event.time().toEpochMilli()
        + "-"
        + event.node()
        + '-'
        + event.type()
        + '-'
        + Integer.toHexString(31 * text + event.attributes().hashCode());
  }

  private static Table.Row row(PageRequest request, EventRow event, String key) {
    String time =
        "<time datetime=\""
            + event.time()
            + "\">"
            + Ago.clock(event.time(), request.now(), request.zone())
            + "</time>";
    return new Cells("e-", key, "")
        .html("time", "fit mute", time, Double.NaN)
        .html("type", "fit", type(event), Double.NaN)
        .html("object", "fit", object(request, event), Double.NaN)
        .html("message", "lo", message(event), Double.NaN)
        .link("node", "lo2", event.node(), Links.node(request, event.node()))
        .text("source", "lo2 mute", event.source())
        .row();
  }

  private static String type(EventRow event) {
    String word =
        event.severity() == Severity.OK
            ? ""
            : "<span class=\"sr\">, " + event.severity().word() + "</span>";
    return "<span class=\""
        + Cells.join("st", event.severity().css())
        + "\">"
        + Escape.html(event.type())
        + word
        + "</span>";
  }

  private static String object(PageRequest request, EventRow event) {
    if (!event.kind().isEmpty()) {
      return ofKubernetes(request, event);
    }
    if (event.podUid().isEmpty()) {
      return "<a href=\""
          + Escape.html(Links.node(request, event.node()))
          + "\">"
          + Escape.html(event.node())
          + "</a><small>node</small>";
    }
    String name = event.pod().isEmpty() ? event.container() : event.pod();
    String place =
        event.pod().isEmpty()
            ? event.namespace()
            : Stream.of(event.namespace(), event.container())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    return "<a href=\""
        + Escape.html(Links.pod(request, event.podUid()))
        + "\">"
        + Escape.html(name.isEmpty() ? event.podUid() : name)
        + "</a>"
        + (place.isEmpty() ? "" : "<small>" + Escape.html(place) + "</small>");
  }

  /** Things of Kubernetes that are no pod: what has a page is a link. */
  private static String ofKubernetes(PageRequest request, EventRow event) {
    Owner owner = new Owner(event.namespace(), event.kind(), event.workload());
    String name = Escape.html(event.workload());
    String href = Escape.html(Links.workload(request, owner));
    return (LINKED.contains(event.kind()) ? "<a href=\"" + href + "\">" + name + "</a>" : name)
        + "<small>"
        + Escape.html(event.kind())
        + (event.namespace().isEmpty() ? "" : " in " + Escape.html(event.namespace()))
        + "</small>";
  }

  private static String message(EventRow event) {
    List<String> facts = new ArrayList<>();
    event.attributes().forEach((name, value) -> facts.add(name + " " + value));
    return Escape.html(event.message())
        + (facts.isEmpty() ? "" : "<small>" + Escape.html(String.join(", ", facts)) + "</small>");
  }
}
