package dev.nodecast.agent.delta;

import dev.nodecast.agent.delta.Naming.Name;
import dev.nodecast.agent.delta.Naming.Verdict;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Gives spans the names that their containers travel under. One of a container without a name waits
 * until it has one, or nobody wants to hear of it; bounded. Belongs to the tick thread.
 */
final class SpanNames {
  private static final int OUTER = Event.LABELS.size();

  /** As many as a tick may have. */
  private static final int MAX_AWAITED = Span.MAX_PER_TICK;

  private final Naming naming;
  private final SpanCounts counts;
  private final Deque<Span> awaited = new ArrayDeque<>();
  private final List<Span> named = new ArrayList<>();

  // Spans of one row come side by side.
  private List<String> lastLabels;
  private Verdict lastVerdict;
  private List<String> lastNames;

  SpanNames(Naming naming, SpanCounts counts) {
    this.naming = naming;
    this.counts = counts;
  }

  void add(Span span) {
    if (span.labels() != lastLabels) {
      name(span.labels());
    }
    switch (lastVerdict) {
      case SHOWN -> tell(span);
      case FILTERED -> {}
      case AWAITED -> {
        if (awaited.size() < MAX_AWAITED) {
          awaited.add(span);
        } else {
          counts.unnamed();
        }
      }
    }
  }

  private void name(List<String> labels) {
    lastLabels = labels;
    lastNames = labels;
    lastVerdict = Verdict.SHOWN;
    if (!Names.ofPod(labels)) {
      return;
    }
    Name name = naming.of(labels.subList(0, OUTER));
    lastVerdict = name.verdict();
    if (lastVerdict == Verdict.SHOWN) {
      List<String> full = new ArrayList<>(name.labels());
      full.addAll(labels.subList(OUTER, labels.size()));
      lastNames = List.copyOf(full);
    }
  }

  private void tell(Span span) {
    if (named.size() >= Span.MAX_PER_TICK) {
      counts.overLimit();
      return;
    }
    named.add(lastNames == span.labels() ? span : span.of(lastNames));
  }

  /** Before a tick is written. */
  void settle() {
    lastLabels = null;
    for (int waiting = awaited.size(); waiting > 0; waiting--) {
      add(awaited.remove());
    }
    lastLabels = null; // names may be others until the next tick
  }

  /** Those that travel with this tick. */
  List<Span> named() {
    return named;
  }

  void written() {
    counts.sent(named.size());
    named.clear();
  }
}
