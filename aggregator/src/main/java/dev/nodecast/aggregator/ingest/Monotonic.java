package dev.nodecast.aggregator.ingest;

/** Time that passes whatever somebody does to the wall clock. */
final class Monotonic {
  private static final long BEGAN = System.nanoTime();

  private Monotonic() {}

  /** Milliseconds since some moment of this process; never negative. */
  static long millis() {
    return (System.nanoTime() - BEGAN) / 1_000_000;
  }
}
