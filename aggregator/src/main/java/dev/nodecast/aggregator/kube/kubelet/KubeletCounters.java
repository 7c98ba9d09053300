package dev.nodecast.aggregator.kube.kubelet;

import java.util.concurrent.atomic.LongAdder;

/** What the receiver did, for its own metrics. */
public final class KubeletCounters {
  final LongAdder scrapes = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder held = new LongAdder();
  final LongAdder points = new LongAdder();
  final LongAdder skipped = new LongAdder();

  KubeletCounters() {}

  /** Summaries read. */
  public long scrapes() {
    return scrapes.sum();
  }

  /** Summaries that did not come, or were none. */
  public long failures() {
    return failures.sum();
  }

  /** Scrapes left out because the node's last one was not done. */
  public long late() {
    return late.sum();
  }

  /** Scrapes left out because the sink had no room for a whole interval. */
  public long held() {
    return held.sum();
  }

  public long points() {
    return points.sum();
  }

  /** Entries of summaries that were not understood or beyond a bound. */
  public long skipped() {
    return skipped.sum();
  }
}
