package dev.nodecast.aggregator.live;

import java.util.Arrays;

/**
 * The last values of one thing, one per window; NaN where a window is missing. 60 windows of 5 s
 * are 5 minutes.
 */
public final class Ring {
  static final int LENGTH = 60;
  private final float[] values = new float[LENGTH];
  private long last = Long.MIN_VALUE;

  Ring() {
    Arrays.fill(values, Float.NaN);
  }

  /** Sets the value of a window, counted from the epoch; skipped ones become gaps. */
  void put(long window, float value) {
    if (last != Long.MIN_VALUE && (window < last || window - last >= LENGTH)) {
      // A step of the clock or a long silence: what is there is not of these minutes.
      Arrays.fill(values, Float.NaN);
    } else if (last != Long.MIN_VALUE) {
      for (long w = last + 1; w < window; w++) {
        values[Math.floorMod(w, LENGTH)] = Float.NaN;
      }
    }
    values[Math.floorMod(window, LENGTH)] = value;
    last = window;
  }

  long lastWindow() {
    return last;
  }

  /** The values, oldest first. */
  public double[] values() {
    double[] out = new double[LENGTH];
    Arrays.fill(out, Double.NaN);
    if (last != Long.MIN_VALUE) {
      for (int i = 0; i < LENGTH; i++) {
        out[i] = values[Math.floorMod(last - LENGTH + 1 + i, LENGTH)];
      }
    }
    return out;
  }
}
