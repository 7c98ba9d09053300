package dev.nodecast.web;

import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sixty made-up events, one of them twice. */
final class TestingEvents {
  private final List<String> names;

  /**
   * @param names of the nodes
   */
  TestingEvents(List<String> names) {
    this.names = names;
  }

  Events events(EventQuery query) {
    if (query.search().equals("broken")) {
      return Events.failed("Code: 241. <memory>");
    }
    List<EventRow> found =
        recent(new Subject(Subject.Kind.CLUSTER, ""), 200).stream()
            .filter(e -> query.type().isEmpty() || e.type().equals(query.type()))
            .filter(e -> query.namespace().isEmpty() || e.namespace().equals(query.namespace()))
            .filter(e -> query.node().isEmpty() || e.node().equals(query.node()))
            .filter(e -> query.pod().isEmpty() || e.podUid().equals(query.pod()))
            .filter(e -> e.severity().compareTo(query.severity()) >= 0)
            .filter(e -> e.message().contains(query.search()))
            .filter(e -> !e.time().isBefore(query.from()) && e.time().isBefore(query.to()))
            .toList();
    int from = Math.min(found.size(), query.page() * query.pageSize());
    int to = Math.min(found.size(), from + query.pageSize());
    return new Events(new Rows<>(found.subList(from, to), query.page(), found.size(), 61), "");
  }

  List<EventRow> recent(Subject subject, int limit) {
    List<EventRow> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      EventRow row = eventRow(i);
      boolean of =
          switch (subject.kind()) {
            case NODE -> row.node().equals(subject.id());
            case POD -> row.podUid().equals(subject.id());
            default -> true;
          };
      if (of) {
        all.add(row);
        if (i == 2) {
          all.add(row); // two of the same
        }
      }
    }
    return all.subList(0, Math.min(limit, all.size()));
  }

  private EventRow eventRow(int i) {
    boolean onNode = i % 5 == 4;
    int node = i % names.size();
    String[] types = {"process_exit", "container_stop", "oom_kill", "container_start"};
    return new EventRow(
        TestingReads.START.minusSeconds(30L * i).plusMillis(123),
        types[i % 4],
        i % 4 == 2 ? Severity.CRITICAL : i % 8 == 0 ? Severity.WARNING : Severity.OK,
        "kernel",
        names.get(node),
        onNode ? "" : "shop-data",
        onNode ? "" : "postgres-orders",
        onNode ? "" : "postgres-orders-0",
        onNode ? "" : "app",
        onNode ? "" : "uid-" + node + "-0",
        i == 2 ? "<b class='x'>\"killed\" & gone" : "Something happened, number " + i,
        i % 2 == 0 ? Map.of("pid", "<i>" + i) : Map.of());
  }
}
