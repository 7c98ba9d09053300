package dev.nodecast.web.read;

/**
 * The rows of a heat map of durations: bands between 10 µs and 10 s in steps of 1, 2 and 5, and
 * what is below and above.
 */
public final class DurationBands {
  private static final double[] BOUNDS = {
    10e-6, 20e-6, 50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 100e-3,
    200e-3, 500e-3, 1, 2, 5, 10
  };

  /** How many bands there are. */
  public static final int COUNT = BOUNDS.length + 1;

  private DurationBands() {}

  /** The band of a duration, shortest first. */
  public static int of(double seconds) {
    int band = 0;
    while (band < BOUNDS.length && seconds > BOUNDS[band]) {
      band++;
    }
    return band;
  }
}
