package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.RecentEvents;
import dev.nodecast.aggregator.live.RecentEvents.Told;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Owner;
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
  private final ClusterEvents cluster;

  EventReads(Pictures pictures, RecentEvents recent, Storage storage, ClusterEvents cluster) {
    this.cluster = cluster;
    this.pictures = pictures;
    this.recent = recent;
    this.storage = storage;
  }

  List<EventRow> recent(Subject subject, int limit) {
    Owner owner = Owner.of(subject.id());
    Predicate<Told> which =
        switch (subject.kind()) {
          case CLUSTER -> told -> true;
          case NODE -> told -> told.node().equals(subject.id());
          case WORKLOAD -> told -> of(owner, told.event().labels());
          case POD -> told -> uid(told.node(), told.event()).equals(subject.id());
          case PROCESS -> told -> false; // events are of containers and nodes
        };
    List<EventRow> kernel =
        recent.newest(which, limit).stream()
            .map(told -> row(told.node(), SOURCE, told.event()))
            .toList();
    return MergedEvents.newest(kernel, ofKubernetes(about(subject, owner)), limit);
  }

  private static boolean of(Owner owner, List<String> labels) {
    return labels.get(PodName.WORKLOAD).equals(owner.name())
        && labels.get(PodName.NAMESPACE).equals(owner.namespace());
  }

  private Predicate<EventRow> about(Subject subject, Owner owner) {
    return switch (subject.kind()) {
      case CLUSTER -> row -> true;
      case NODE -> row -> row.node().equals(subject.id());
      case POD -> row -> row.podUid().equals(subject.id());
      case WORKLOAD -> row -> ofWorkload(row, owner);
      case PROCESS -> row -> false;
    };
  }

  /** Its own, and those of its pods. */
  private boolean ofWorkload(EventRow row, Owner owner) {
    if (!row.podUid().isEmpty()) {
      PodLine pod = pictures.current().podIds().find(row.podUid());
      return pod != null && pod.kube() != null && pod.kube().owner().equals(owner);
    }
    return row.kind().equals(owner.kind())
        && row.workload().equals(owner.name())
        && row.namespace().equals(owner.namespace());
  }

  private List<EventRow> ofKubernetes(Predicate<EventRow> which) {
    return cluster.newest().stream().limit(ClusterEvents.MOST).filter(which).toList();
  }

  /** Never throws for a failing database. */
  Events page(EventQuery query) {
    List<EventRow> memory =
        query.source().equals(SOURCE) ? List.of() : ofKubernetes(MergedEvents.matching(query));
    int total = query.source().equals(SOURCE) ? 0 : ofKubernetes(MergedEvents.inTime(query)).size();
    if (query.source().equals(ClusterEvents.SOURCE)) {
      int last = Math.max(0, memory.size() - 1) / query.pageSize();
      int number = Math.min(query.page(), last);
      int from = number * query.pageSize();
      int to = Math.min(memory.size(), from + query.pageSize());
      return new Events(new Rows<>(memory.subList(from, to), number, memory.size(), total), "");
    }
    if (!query.source().isEmpty() && !query.source().equals(SOURCE)) {
      return new Events(new Rows<>(List.of(), 0, 0, total), ""); // nobody else tells of any
    }
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      return Events.failed(StatusReads.health(facts).text());
    }
    try {
      return new Events(merged(query, memory, total), "");
    } catch (Storage.HistoryException e) {
      return Events.failed(e.getMessage());
    }
  }

  private Rows<EventRow> merged(EventQuery query, List<EventRow> memory, int total)
      throws Storage.HistoryException {
    int size = query.pageSize();
    int deepest = EventHistory.DEEPEST / size;
    int number = Math.min(query.page(), deepest);
    EventHistory.Page page = stored(query, memory.size(), number);
    long matching = page.matching() + memory.size();
    int last = (int) Math.min(deepest, Math.max(0, matching - 1) / size);
    if (number > last) {
      number = last;
      page = stored(query, memory.size(), number);
    }
    List<EventRow> kernel =
        page.events().stream()
            .map(stored -> row(stored.node(), stored.source(), stored.event()))
            .toList();
    int from = number * size;
    return new Rows<>(
        MergedEvents.page(memory, kernel, Math.max(0, from - memory.size()), from, size),
        number,
        (int) Math.min(Integer.MAX_VALUE, matching),
        (int) Math.min(Integer.MAX_VALUE, page.total() + total));
  }

  /** As many as the page may need when {@code others} are merged into them. */
  private EventHistory.Page stored(EventQuery query, int others, int number)
      throws Storage.HistoryException {
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
    int from = number * query.pageSize();
    int first = Math.max(0, from - others);
    return storage.events(
        new dev.nodecast.aggregator.store.EventQuery(
            asked.fromMs(),
            asked.toMs(),
            asked.where(),
            asked.text(),
            asked.least(),
            from + query.pageSize() - first,
            first));
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
