package dev.nodecast.agent.process;

/**
 * Whether a file of a process is worth reading: most processes sleep, and what sleeps changes
 * nothing. One that did nothing since the last reading is read every sixth time all the same, for
 * what happens below the 10 ms that CPU time is counted in.
 */
final class Quiet {
  private static final int ROUNDS = 6;

  private long activity = -1;
  private int skipped;

  void reset() {
    activity = -1;
  }

  /** Whether to read now, given a number that moves with everything that the process does. */
  boolean worthReading(long now) {
    if (now == activity && ++skipped < ROUNDS) {
      return false;
    }
    activity = now;
    skipped = 0;
    return true;
  }
}
