package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.RecentEvents;
import dev.nodecast.aggregator.live.RecentEvents.Told;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Subject;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What happened: the latest from memory, the past from the store. */
final class EventReads {
  private static final String SOURCE = "kernel";

  private final Pictures pictures;
  private final RecentEvents recent;
  private final Storage storage;

  EventReads(Pictures pictures, RecentEvents recent, Storage storage) {
    this.pictures = pictures;
    this.recent = recent;
    this.storage = storage;
  }

  List<EventRow> recent(Subject subject, int limit) {
    Predicate<Told> which =
        switch (subject.kind()) {
          case CLUSTER -> told -> true;
          case NODE -> told -> told.node().equals(subject.id());
          case POD -> told -> uid(told.node(), told.event()).equals(subject.id());
          case PROCESS -> told -> false; // events are of containers and nodes
        };
    return recent.newest(which, limit).stream()
        .map(told -> row(told.node(), SOURCE, told.event()))
        .toList();
  }

  /** Never throws for a failing database. */
  Events page(EventQuery query) {
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      return Events.failed(StatusReads.health(facts).text());
    }
    try {
      return new Events(stored(query), "");
    } catch (Storage.HistoryException e) {
      return Events.failed(e.getMessage());
    }
  }

  private Rows<EventRow> stored(EventQuery query) throws Storage.HistoryException {
    dev.nodecast.aggregator.store.EventQuery asked =
        dev.nodecast.aggregator.store.EventQuery.between(
                query.from().toEpochMilli(), query.to().toEpochMilli())
            .type(query.type())
            .namespace(query.namespace())
            .node(query.node())
            .text(query.search())
            .severity(least(query.severity()));
    if (!query.pod().isEmpty()) {
      asked =
          asked.labels(
              PodAddress.labels(query.pod(), pictures.current().podIds().find(query.pod())));
    }
    int deepest = EventHistory.DEEPEST / query.pageSize();
    int number = Math.min(query.page(), deepest);
    EventHistory.Page page = storage.events(asked.page(number, query.pageSize()));
    int last = (int) Math.min(deepest, Math.max(0, page.matching() - 1) / query.pageSize());
    if (number > last) {
      number = last;
      page = storage.events(asked.page(number, query.pageSize()));
    }
    return new Rows<>(
        page.events().stream()
            .map(stored -> row(stored.node(), stored.source(), stored.event()))
            .toList(),
        number,
        (int) Math.min(Integer.MAX_VALUE, page.matching()),
        (int) Math.min(Integer.MAX_VALUE, page.total()));
  }

  private static EventSeverity least(Severity severity) {
    return switch (severity) {
      case OK, UNKNOWN -> EventSeverity.INFO;
      case WARNING -> EventSeverity.WARNING;
      case CRITICAL -> EventSeverity.CRITICAL;
    };
  }

  private static String uid(String node, Event event) {
    return PodName.uid(node, event.labels().toArray(String[]::new));
  }

  private static EventRow row(String node, String source, Event event) {
    List<String> labels = event.labels();
    return new EventRow(
        Instant.ofEpochMilli(event.timeMs()),
        event.type().name(),
        switch (event.type().severity()) {
          case INFO -> Severity.OK;
          case WARNING -> Severity.WARNING;
          case CRITICAL -> Severity.CRITICAL;
        },
        source,
        node,
        labels.get(PodName.NAMESPACE),
        labels.get(PodName.WORKLOAD),
        labels.get(PodName.POD),
        labels.get(PodName.CONTAINER),
        uid(node, event),
        event.message(),
        event.attributes());
  }
}
