package dev.nodecast.bench;

/** What a figure has to reach. */
record Target(double bound, boolean atMost) {
  static Target atMost(double bound) {
    return new Target(bound, true);
  }

  static Target atLeast(double bound) {
    return new Target(bound, false);
  }

  boolean reached(double value) {
    return atMost ? value <= bound : value >= bound;
  }
}
