package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Rows;
import java.util.List;

/** One question for events: what is in memory, and how a page of it and the store is cut. */
final class EventPages {
  /** Asks the store for what one page may need. */
  interface Stored {
    EventHistory.Page page(int number) throws Storage.HistoryException;
  }

  private final EventQuery query;
  private final List<ClusterEvents.Told> told;
  private final List<EventRow> memory;
  private final int inTime;

  /**
   * @param told of Kubernetes' events those in memory that its sources have
   */
  EventPages(EventQuery query, List<ClusterEvents.Told> told) {
    this.query = query;
    this.told = told;
    List<EventRow> rows = told.stream().map(ClusterEvents.Told::row).toList();
    this.memory = MergedEvents.sorted(rows, MergedEvents.matching(query));
    this.inTime = (int) rows.stream().filter(MergedEvents.inTime(query)).count();
  }

  /** Those that the store must leave out, also where they do not match. */
  List<String> uids() {
    return told.stream().map(ClusterEvents.Told::uid).toList();
  }

  /** Rank in the store of the first event that a page may need. */
  int firstStored(int number) {
    return Math.max(0, number * query.pageSize() - memory.size());
  }

  Rows<EventRow> merged(Stored store) throws Storage.HistoryException {
    int size = query.pageSize();
    int deepest = EventHistory.DEEPEST / size;
    int number = Math.min(query.page(), deepest);
    EventHistory.Page page = store.page(number);
    long matching = page.matching() + memory.size();
    int last = (int) Math.min(deepest, Math.max(0, matching - 1) / size);
    if (number > last) {
      number = last;
      page = store.page(number);
    }
    List<EventRow> stored = page.events().stream().map(EventReads::row).toList();
    return new Rows<>(
        MergedEvents.page(memory, stored, firstStored(number), number * size, size),
        number,
        (int) Math.min(Integer.MAX_VALUE, matching),
        (int) Math.min(Integer.MAX_VALUE, page.total() + inTime));
  }

  /** What there is without the store, which said why it does not answer. */
  Events unstored(String why) {
    int size = query.pageSize();
    int number = Math.min(query.page(), Math.max(0, memory.size() - 1) / size);
    int from = number * size;
    return new Events(
        new Rows<>(
            memory.subList(from, Math.min(memory.size(), from + size)),
            number,
            memory.size(),
            inTime),
        why);
  }
}
