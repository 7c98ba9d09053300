package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened, from the store: filtered, paged, newest first. */
public final class EventsPage implements Page {
  private static final int PAGE_SIZE = 50;

  /** Clocks of nodes differ; what happened "in the future" is shown, too. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    Events events = context.reads().events(query(request));
    Rows<EventRow> rows = events.rows();
    Listing listing = EventTable.of(request, rows.rows(), none(request, events));
    Region states = Region.of("states", "span", "mute", states(events));
    Region pager = Pager.region(request, rows, PAGE_SIZE);
    List<Part> parts = new ArrayList<>(List.of(states));
    parts.addAll(listing.parts());
    parts.add(pager);
    return new View(
        200,
        "Events",
        "events",
        new StaticTemplates()
            .pageEvents(
                Head.of(context, "Events", states).withTags(tags(request)),
                EventFilters.of(request),
                listing,
                pager),
        parts);
  }

  private static String states(Events events) {
    if (events.error().isEmpty()) {
      return Pager.count(events.rows().total()) + " in this time";
    }
    return events.rows().rows().isEmpty()
        ? "" // the list says it
        : "Only what is in memory: the store cannot be read (" + Escape.html(events.error()) + ")";
  }

  private static EventQuery query(PageRequest request) {
    Instant to = request.range().to();
    return new EventQuery(
        request.search(),
        request.type(),
        request.namespace(),
        request.node(),
        request.pod(),
        request.severity(),
        request.range().from(),
        // A range that ends now ends at the last whole step, and the newest events are after it.
        request.rangeKey().equals("custom") ? to : request.now().plus(AHEAD),
        request.page(),
        PAGE_SIZE,
        request.source());
  }

  private static List<String> tags(PageRequest request) {
    return request.pod().isEmpty() ? List.of() : List.of("of the pod " + request.pod());
  }

  private static String none(PageRequest request, Events events) {
    if (!events.error().isEmpty()) {
      return Empty.html("Events cannot be read", events.error());
    }
    return events.rows().total() == 0
        ? Empty.html(
            "Nothing happened in this time",
            "Kills, exits, starts and stops that agents see are kept; choose a longer range.")
        : "<div class=\"empty\"><b>No event matches</b><span>"
            + Pager.count(events.rows().total())
            + " are in this time. <a href=\""
            + Escape.html(request.link("/events"))
            + "\">Show all</a></span></div>";
  }
}
