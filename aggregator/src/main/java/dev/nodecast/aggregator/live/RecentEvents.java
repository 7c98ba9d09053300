package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The latest events of all nodes. What is only for information and what is worse have a bound each,
 * so that a storm of ended processes pushes out no kill. Older ones are in the store. Safe for
 * several threads; takes no other lock.
 */
public final class RecentEvents {
  /** Together 1,000: some MB at worst. */
  static final int EACH = 500;

  private static final Comparator<Told> NEWEST_FIRST =
      Comparator.comparingLong((Told told) -> told.event().timeMs()).reversed();

  /** An event and where it happened. */
  public record Told(String node, Event event) {}

  private final ArrayDeque<Told> information = new ArrayDeque<>(EACH);
  private final ArrayDeque<Told> trouble = new ArrayDeque<>(EACH);

  synchronized void add(String node, Event event) {
    ArrayDeque<Told> to = event.type().severity() == EventSeverity.INFO ? information : trouble;
    if (to.size() == EACH) {
      to.removeFirst();
    }
    to.addLast(new Told(node, event));
  }

  /** The newest that match, newest first. */
  public synchronized List<Told> newest(Predicate<Told> which, int limit) {
    List<Told> out = new ArrayList<>();
    for (ArrayDeque<Told> from : List.of(information, trouble)) {
      for (Iterator<Told> told = from.descendingIterator(); told.hasNext(); ) {
        Told one = told.next();
        if (which.test(one)) {
          out.add(one);
        }
      }
    }
    // Agents tell late and their clocks differ: the order of arrival is not that of time.
    out.sort(NEWEST_FIRST);
    return List.copyOf(out.subList(0, Math.min(limit, out.size())));
  }
}
