package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.Ring;
import dev.nodecast.catalog.Column;
import java.util.function.IntPredicate;

/** Arithmetic in which NaN is "not measured": it adds nothing, and alone it stays NaN. */
final class Measured {
  /** Points of a sparkline on a page; a {@link Ring} has 60 windows of 5 s. */
  static final int SPARK = 40;

  static final float[] NO_SPARK = {};

  private static final double MICROS = 1e6;

  private Measured() {}

  static double add(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : a + b;
  }

  static double add(double... values) {
    double sum = Double.NaN;
    for (double value : values) {
      sum = add(sum, value);
    }
    return sum;
  }

  static double max(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  /** Part of a whole; NaN when the whole is nothing. */
  static double share(double part, double whole) {
    return whole > 0 ? part / whole : Double.NaN;
  }

  /** Increase per second of several counters of one entity. */
  static double rate(KindState cells, int slot, Column... columns) {
    double sum = Double.NaN;
    for (Column column : columns) {
      sum = add(sum, cells.rate(column, slot));
    }
    return sum;
  }

  /** Increase per second over the entities that {@code which} takes. */
  static double rates(KindState cells, IntPredicate which, Column... columns) {
    double sum = Double.NaN;
    for (int slot : slots(cells)) {
      if (which.test(slot)) {
        sum = add(sum, rate(cells, slot, columns));
      }
    }
    return sum;
  }

  /** Share of the last interval in which a counter of microseconds ran, at most 1. */
  static double stalled(KindState cells, int slot, Column micros) {
    // Clocks of the kernel and the agent differ by a little: 1.001 of an interval is all of it.
    return Math.min(1, cells.rate(micros, slot) / MICROS);
  }

  static int[] slots(KindState cells) {
    return cells.living().stream().toArray();
  }

  /** Total of a counter or value of a gauge; NaN when not measured. */
  static double value(KindState cells, Column column, int slot) {
    return cells.number(column, slot);
  }

  /** A text, never null. */
  static String text(KindState cells, Column column, int slot) {
    String text = cells.text(column, slot);
    return text == null ? "" : text;
  }

  /** Whether the only entity of a kind such as {@code node} is there. */
  static boolean single(KindState cells) {
    return cells.living().get(0);
  }

  /** The points of a ring, each the mean of the windows that it covers. */
  static float[] spark(double[] windows, double scale) {
    float[] out = new float[SPARK];
    for (int i = 0; i < SPARK; i++) {
      int from = i * windows.length / SPARK;
      int to = Math.max(from + 1, (i + 1) * windows.length / SPARK);
      double sum = Double.NaN;
      int count = 0;
      for (int w = from; w < to; w++) {
        sum = add(sum, windows[w]);
        count += Double.isNaN(windows[w]) ? 0 : 1;
      }
      out[i] = count == 0 ? Float.NaN : (float) (sum / count * scale);
    }
    return out;
  }

  /** Adds the windows of a ring to a sum of rings, end to end. */
  static void accumulate(double[] sum, double[] windows, double scale) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = add(sum[i], windows[i] * scale);
    }
  }
}
