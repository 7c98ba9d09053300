package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which stored events are asked for.
 *
 * @param fromMs Unix milliseconds
 * @param toMs behind the last one
 * @param where wanted values of columns; the names are this class's own
 * @param text to be found in any case; empty for all
 * @param least only what is this bad or worse
 * @param offset newer ones that are left out
 */
public record EventQuery(
    long fromMs,
    long toMs,
    Map<String, String> where,
    String text,
    EventSeverity least,
    int limit,
    int offset) {
  private static final int PAGE = 50;

  public EventQuery {
    where = Map.copyOf(where);
    if (limit < 1 || limit > 1_000 || offset < 0 || offset > EventHistory.DEEPEST) {
      throw new IllegalArgumentException(
          "events: " + limit + " from " + offset + " (expected: 1 to 1000 from 0 to 100000)");
    }
  }

  /** All of a time, the first page of them. */
  public static EventQuery between(long fromMs, long toMs) {
    return new EventQuery(fromMs, toMs, Map.of(), "", EventSeverity.INFO, PAGE, 0);
  }

  /** Only of this type; empty for all, also below. */
  public EventQuery type(String name) {
    return with("type", name);
  }

  public EventQuery namespace(String name) {
    return with("namespace", name);
  }

  public EventQuery node(String name) {
    return with("node", name);
  }

  /**
   * Only with these values of columns, also where one is empty.
   *
   * @throws IllegalArgumentException for a column that is not asked by
   */
  public EventQuery labels(Map<String, String> wanted) {
    TreeMap<String, String> all = new TreeMap<>(where);
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      if (!one.getKey().equals("node") && !Event.LABELS.contains(one.getKey())) {
        throw new IllegalArgumentException(
            "column: " + one.getKey() + " (expected: node or one of " + Event.LABELS + ")");
      }
      all.put(one.getKey(), one.getValue());
    }
    return new EventQuery(fromMs, toMs, all, text, least, limit, offset);
  }

  private EventQuery with(String column, String value) {
    TreeMap<String, String> all = new TreeMap<>(where);
    all.put(column, value);
    all.values().removeIf(String::isEmpty);
    return new EventQuery(fromMs, toMs, all, text, least, limit, offset);
  }

  public EventQuery text(String wanted) {
    return new EventQuery(fromMs, toMs, where, wanted, least, limit, offset);
  }

  public EventQuery severity(EventSeverity wanted) {
    return new EventQuery(fromMs, toMs, where, text, wanted, limit, offset);
  }

  /**
   * Another page of the same events.
   *
   * @param number from 0
   */
  public EventQuery page(int number, int size) {
    int before = (int) Math.min((long) number * size, EventHistory.DEEPEST);
    return new EventQuery(fromMs, toMs, where, text, least, size, before);
  }
}
