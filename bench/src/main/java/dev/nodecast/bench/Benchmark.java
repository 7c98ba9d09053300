package dev.nodecast.bench;

/** One measurement that prints one figure or a few that belong together. */
interface Benchmark {
  /** What {@code make bench ONLY=} names. */
  String name();

  /**
   * Measures and reports. Cleans up what it started, also when it fails.
   *
   * @throws Skip when the machine lacks what it needs
   * @throws Exception when something that should work did not
   */
  void run(Report report) throws Exception;
}
