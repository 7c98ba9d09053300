package dev.nodecast.aggregator.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How much counters of many nodes grew in the last hour, by the minute. */
final class HourCount {
  private static final int MINUTES = 60;

  private final double[] counts = new double[MINUTES];
  private final Map<String, Double> last = new HashMap<>();
  private long minute = Long.MIN_VALUE;
  private boolean measured;

  /** A node's running total; what was there before it was first seen does not count. */
  void add(Instant now, String node, double total) {
    if (Double.isNaN(total)) {
      return;
    }
    move(now);
    measured = true;
    Double before = last.put(node, total);
    if (before != null && total > before) {
      counts[Math.floorMod(minute, MINUTES)] += total - before;
    }
  }

  /** NaN before anything was measured. */
  double sum(Instant now) {
    move(now);
    return measured ? Arrays.stream(counts).sum() : Double.NaN;
  }

  private void move(Instant now) {
    long to = Math.floorDiv(now.getEpochSecond(), 60);
    if (minute == Long.MIN_VALUE || Math.abs(to - minute) >= MINUTES) {
      Arrays.fill(counts, 0);
    } else {
      for (long m = minute + 1; m <= to; m++) {
        counts[Math.floorMod(m, MINUTES)] = 0;
      }
    }
    minute = to;
  }
}
