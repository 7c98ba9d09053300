package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest spans of each service, on all nodes; older ones are in the store. A busy service
 * pushes out none of a quiet one. Bounded: of services the one that was silent longest goes. Safe
 * for several threads; takes no other lock.
 */
public final class RecentSpans {
  /** With {@link #EACH}: 20,000 spans, some MB. */
  static final int SERVICES = 1000;

  /** Of one service. */
  public static final int EACH = 20;

  private static final Comparator<Told> NEWEST_FIRST =
      Comparator.comparingLong((Told told) -> told.span().startUs()).reversed();

  /** A span and where it was seen. */
  public record Told(String node, Span span) {}

  private final Map<ServiceName, ArrayDeque<Told>> services =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ServiceName, ArrayDeque<Told>> eldest) {
          return size() > SERVICES;
        }
      };

  /** Those of one frame; spans of one row stand side by side and share their labels. */
  synchronized void add(String node, List<Span> spans) {
    List<String> labels = null;
    ArrayDeque<Told> to = null;
    for (Span span : spans) {
      if (to == null || span.labels() != labels) {
        labels = span.labels();
        to =
            services.computeIfAbsent(
                ServiceName.of(labels.toArray(String[]::new)), name -> new ArrayDeque<>());
      }
      if (to.size() == EACH) {
        to.removeFirst();
      }
      to.addLast(new Told(node, span));
    }
  }

  /** A service's newest, newest first. */
  public synchronized List<Told> newest(ServiceName service, int limit) {
    ArrayDeque<Told> known = services.get(service);
    if (known == null) {
      return List.of();
    }
    List<Told> out = new ArrayList<>(known);
    out.sort(NEWEST_FIRST); // nodes tell in turns, and each by the row
    return List.copyOf(out.subList(0, Math.min(limit, out.size())));
  }
}
