package dev.nodecast.aggregator.edge;

import dev.nodecast.aggregator.edge.End.Certainty;
import java.util.ArrayList;
import java.util.List;

/** Which end fits another one. Guarded by its {@link EdgeJoin}. */
final class EndMatch {
  /** Of two that fit, one must fit better by so much. */
  static final long CLEARLY_MS = 250;

  private final EndIndex index;
  private final AddressNames names;

  EndMatch(EndIndex index, AddressNames names) {
    this.index = index;
    this.names = names;
  }

  /** The one that fits best and clearly so; null when there is none. */
  End best(End end, Certainty least) {
    List<End> fit = new ArrayList<>();
    Certainty most = least;
    for (End each : index.near(end)) {
      Certainty of = certainty(each, end);
      if (of.compareTo(least) >= 0) {
        fit.add(each);
        most = of.compareTo(most) > 0 ? of : most;
      }
    }
    Certainty level = most.weak() ? least : most;
    fit.removeIf(each -> certainty(each, end).compareTo(level) < 0);
    End best = null;
    for (End each : fit) {
      best = best == null || distance(each, end) < distance(best, end) ? each : best;
    }
    for (End each : fit) {
      if (!each.told.self().equals(best.told.self())
          && distance(each, end) - distance(best, end) <= CLEARLY_MS) {
        return null;
      }
    }
    return best;
  }

  private Certainty certainty(End each, End end) {
    boolean free = each.other == null || each.other == end;
    return free ? each.certainty(end, names) : Certainty.NONE;
  }

  private static long distance(End each, End end) {
    return each.apartMs(end) + home(each, end);
  }

  /** Nodes may have the same addresses, of their bridges: then both ends are on one. */
  private static long home(End a, End b) {
    return a.agent.equals(b.agent) ? 0 : CLEARLY_MS + 1;
  }

  /** Whether there are some of which none fits clearly. */
  boolean several(End end) {
    return index.near(end).stream()
        .anyMatch(of -> of.other == null && of.certainty(end, names) != Certainty.NONE);
  }
}
