package dev.nodecast.aggregator.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Minutes (or hours) of each kind that have to be computed again, with the nodes that changed them.
 * Bounded: what does not fit is found again by a reconcile.
 */
final class DirtySpans {
  /** More nodes than this are "all": a list would be longer than the work it saves. */
  private static final int MAX_NODES = 50;

  private static final int MAX_SPANS = 50_000;
  private static final long DAY = 86_400;

  /**
   * Spans to be computed by one statement.
   *
   * @param kind position in the catalog
   * @param from first second, Unix
   * @param to end
   * @param nodes which to compute; empty for all
   */
  record Work(int kind, long from, long to, Set<String> nodes) {}

  private final int seconds;
  private final int most;
  private final Map<Integer, TreeMap<Long, Set<String>>> byKind = new HashMap<>();
  private boolean overflown;
  private int size;

  /**
   * @param seconds length of a span
   * @param most spans that one statement may compute
   */
  DirtySpans(int seconds, int most) {
    this.seconds = seconds;
    this.most = most;
  }

  synchronized void add(int kind, long second, String node) {
    Set<String> nodes = nodes(kind, second);
    if (nodes != null && !nodes.contains("")) {
      nodes.add(node);
      if (nodes.size() > MAX_NODES) {
        nodes.clear();
        nodes.add("");
      }
    }
  }

  synchronized void add(Work work) {
    for (long at = work.from(); at < work.to(); at += seconds) {
      if (work.nodes().isEmpty()) {
        add(work.kind(), at, "");
      }
      for (String node : work.nodes()) {
        add(work.kind(), at, node);
      }
    }
  }

  private Set<String> nodes(int kind, long second) {
    TreeMap<Long, Set<String>> spans = byKind.computeIfAbsent(kind, k -> new TreeMap<>());
    long start = Math.floorDiv(second, seconds) * seconds;
    Set<String> nodes = spans.get(start);
    if (nodes == null) {
      if (size >= MAX_SPANS) {
        overflown = true;
        return null;
      }
      nodes = new HashSet<>();
      spans.put(start, nodes);
      size++;
    }
    return nodes;
  }

  /**
   * Takes out what ended before that second: neighbouring spans of one day together. The empty name
   * stands for all nodes.
   */
  synchronized List<Work> takeEndedBefore(long second) {
    List<Work> out = new ArrayList<>();
    byKind.forEach(
        (kind, spans) -> {
          Work open = null;
          while (!spans.isEmpty() && spans.firstKey() + seconds <= second) {
            Map.Entry<Long, Set<String>> first = spans.pollFirstEntry();
            size--;
            long start = first.getKey();
            boolean joins =
                open != null
                    && open.to() == start
                    && start % DAY != 0
                    && start - open.from() < (long) most * seconds;
            if (joins) {
              Set<String> nodes = new HashSet<>(open.nodes());
              nodes.addAll(first.getValue());
              open = new Work(kind, open.from(), start + seconds, nodes);
            } else {
              if (open != null) {
                out.add(simple(open));
              }
              open = new Work(kind, start, start + seconds, first.getValue());
            }
          }
          if (open != null) {
            out.add(simple(open));
          }
        });
    return out;
  }

  private static Work simple(Work work) {
    return work.nodes().contains("") || work.nodes().size() > MAX_NODES
        ? new Work(work.kind(), work.from(), work.to(), Set.of())
        : work;
  }

  synchronized int size() {
    return size;
  }

  /** Whether spans were left out since this was asked last. */
  synchronized boolean overflown() {
    boolean was = overflown;
    overflown = false;
    return was;
  }
}
