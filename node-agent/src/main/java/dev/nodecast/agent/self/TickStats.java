package dev.nodecast.agent.self;

/** What the tick loop did. Belongs to the tick thread. */
public final class TickStats {
  private static final int PENDING = 64;
  private final long[] durations = new long[PENDING];
  private int pending;
  private long ticks;
  private long missed;
  private long samples;
  private long changes;
  private long frameBytes;

  /**
   * One tick is done.
   *
   * @param micros how long it took
   */
  public void ticked(long micros, long tickSamples, long tickChanges, int bytes) {
    ticks++;
    samples += tickSamples;
    changes += tickChanges;
    frameBytes += bytes;
    if (pending < PENDING) {
      durations[pending++] = micros;
    }
  }

  /** Ticks that were skipped because the one before was not done, or the machine slept. */
  public void missed(long count) {
    missed += count;
  }

  long ticks() {
    return ticks;
  }

  long missed() {
    return missed;
  }

  long samples() {
    return samples;
  }

  long changes() {
    return changes;
  }

  long frameBytes() {
    return frameBytes;
  }

  int pendingDurations() {
    return pending;
  }

  long takeDuration() {
    return durations[--pending];
  }
}
