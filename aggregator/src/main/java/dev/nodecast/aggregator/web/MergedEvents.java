package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Cuts pages out of two lists of events, one of which is only read where it is needed. */
final class MergedEvents {
  private static final Comparator<EventRow> NEWEST =
      Comparator.comparing(EventRow::time).reversed();

  private MergedEvents() {}

  /** What a query asks for, of events that are in memory. */
  static Predicate<EventRow> matching(EventQuery query) {
    String search = query.search().toLowerCase(Locale.ROOT);
    return row ->
        inTime(query).test(row)
            && (query.type().isEmpty() || row.type().equals(query.type()))
            && (query.namespace().isEmpty() || row.namespace().equals(query.namespace()))
            && (query.node().isEmpty() || row.node().equals(query.node()))
            && (query.pod().isEmpty() || row.podUid().equals(query.pod()))
            // Only to be known is OK; what is asked for as unknown or worse is not that.
            && (query.severity() == Severity.OK || row.severity().compareTo(query.severity()) >= 0)
            && (search.isEmpty() || contains(row, search));
  }

  static Predicate<EventRow> inTime(EventQuery query) {
    return row -> !row.time().isBefore(query.from()) && row.time().isBefore(query.to());
  }

  private static boolean contains(EventRow row, String search) {
    StringBuilder text = new StringBuilder(row.message());
    for (String part :
        List.of(
            row.type(), row.namespace(), row.workload(), row.pod(), row.container(), row.node())) {
      text.append('\n').append(part);
    }
    for (Map.Entry<String, String> one : row.attributes().entrySet()) {
      text.append('\n').append(one.getKey()).append(' ').append(one.getValue());
    }
    return text.append('\n')
        .append(row.kind())
        .toString()
        .toLowerCase(Locale.ROOT)
        .contains(search);
  }

  /** Those that match, newest first: the order of news is not always that of time. */
  static List<EventRow> sorted(List<EventRow> rows, Predicate<EventRow> which) {
    return rows.stream().filter(which).sorted(NEWEST).toList();
  }

  /** Both, newest first, at most {@code limit}. */
  static List<EventRow> newest(List<EventRow> one, List<EventRow> other, int limit) {
    List<EventRow> both = new ArrayList<>(one);
    both.addAll(other);
    both.sort(NEWEST);
    return both.subList(0, Math.min(limit, both.size()));
  }

  /**
   * One page of the merged list.
   *
   * @param stored of the other list the events from {@code storedFrom} to the end of the page,
   *     where {@code storedFrom} is {@code from} less all that is in memory, but not less than 0
   * @param from first row of the page in the merged list
   */
  static List<EventRow> page(
      List<EventRow> memory, List<EventRow> stored, int storedFrom, int from, int rows) {
    List<EventRow> page = new ArrayList<>(rows);
    int s = 0;
    int m = 0;
    // What is newer than the first one here is before the page, as is what was not read.
    while (storedFrom > 0
        && m < memory.size()
        && !stored.isEmpty()
        && !memory.get(m).time().isBefore(stored.get(0).time())) {
      m++;
    }
    for (int rank = storedFrom + m; rank < from + rows; rank++) {
      EventRow next;
      if (m < memory.size()
          && (s >= stored.size() || !memory.get(m).time().isBefore(stored.get(s).time()))) {
        next = memory.get(m++);
      } else if (s < stored.size()) {
        next = stored.get(s++);
      } else {
        break;
      }
      if (rank >= from) {
        page.add(next);
      }
    }
    return page;
  }
}
