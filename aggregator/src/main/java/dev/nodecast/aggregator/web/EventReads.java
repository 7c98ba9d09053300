package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.RecentEvents;
import dev.nodecast.aggregator.live.RecentEvents.Told;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventSources;
import dev.nodecast.aggregator.web.Present.PodLine;
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
          case POD -> told -> uid(told.node(), told.event().labels()).equals(subject.id());
          case PROCESS, SERVICE -> told -> false; // events are of containers and nodes
        };
    List<EventRow> kernel =
        recent.newest(which, limit).stream()
            .map(told -> row(EventHistory.Stored.of(told.node(), SOURCE, told.event())))
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
      case PROCESS, SERVICE -> row -> false;
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
    return cluster.newest().stream()
        .limit(ClusterEvents.MOST)
        .map(ClusterEvents.Told::row)
        .filter(which)
        .toList();
  }

  /**
   * Never throws for a failing database: then it has what is in memory.
   *
   * <p>The latest events of Kubernetes come from memory. The store is asked for all but those, by
   * their uids: which of them are stored already makes no difference, and none is told twice.
   */
  Events page(EventQuery query) {
    if (!List.of("", SOURCE, ClusterEvents.SOURCE).contains(query.source())) {
      return new Events(new Rows<>(List.of(), 0, 0, 0), ""); // nobody else tells of any
    }
    List<ClusterEvents.Told> told =
        query.source().equals(SOURCE)
            ? List.of()
            : cluster.newest().stream().limit(ClusterEvents.MOST).toList();
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      return new EventPages(query, told).unstored(StatusReads.health(facts).text());
    }
    EventPages pages = new EventPages(query, told);
    try {
      return new Events(pages.merged(number -> stored(query, pages, number)), "");
    } catch (Storage.HistoryException e) {
      return pages.unstored(e.getMessage());
    }
  }

  /** As many as the page may need when those in memory are merged into them. */
  private EventHistory.Page stored(EventQuery query, EventPages pages, int number)
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
    int first = pages.firstStored(number);
    return storage.events(
        new dev.nodecast.aggregator.store.EventQuery(
            asked.fromMs(),
            asked.toMs(),
            asked.where(),
            asked.text(),
            asked.least(),
            from + query.pageSize() - first,
            first),
        sources(query.source(), pages.uids()));
  }

  private static EventSources sources(String source, List<String> known) {
    return switch (source) {
      case SOURCE -> EventSources.KERNEL;
      case ClusterEvents.SOURCE -> EventSources.cluster(known);
      default -> EventSources.all(known);
    };
  }

  private static EventSeverity least(Severity severity) {
    return switch (severity) {
      case OK, UNKNOWN -> EventSeverity.INFO;
      case WARNING -> EventSeverity.WARNING;
      case CRITICAL -> EventSeverity.CRITICAL;
    };
  }

  private static String uid(String node, List<String> labels) {
    return PodName.uid(node, labels.toArray(String[]::new));
  }

  static EventRow row(EventHistory.Stored event) {
    List<String> labels = event.labels();
    return new EventRow(
        Instant.ofEpochMilli(event.timeMs()),
        event.type(),
        switch (event.severity()) {
          case INFO -> Severity.OK;
          case WARNING -> Severity.WARNING;
          case CRITICAL -> Severity.CRITICAL;
        },
        event.source(),
        event.node(),
        labels.get(PodName.NAMESPACE),
        labels.get(PodName.WORKLOAD),
        labels.get(PodName.POD),
        labels.get(PodName.CONTAINER),
        uid(event.node(), labels),
        event.message(),
        event.attributes(),
        event.kind());
  }
}
