package dev.nodecast.agent.self;

import java.util.concurrent.atomic.AtomicLong;

/** What the tick loop did. Written by the tick thread only; others may read. */
public final class TickStats {
  private static final int PENDING = 64;
  private final long[] durations = new long[PENDING];
  private int pending;
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicLong clockSteps = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong frameBytes = new AtomicLong();

  /**
   * One tick is done.
   *
   * @param micros how long it took
   */
  public void ticked(long micros, long tickSamples, long tickChanges, int bytes) {
    ticks.incrementAndGet();
    samples.addAndGet(tickSamples);
    changes.addAndGet(tickChanges);
    frameBytes.addAndGet(bytes);
    if (pending < PENDING) {
      durations[pending++] = micros;
    }
  }

  /** Ticks that were skipped because the one before was not done, or the machine slept. */
  public void missed(long count) {
    missed.addAndGet(count);
  }

  /** Somebody set the wall clock. */
  public void clockStep() {
    clockSteps.incrementAndGet();
  }

  public long clockSteps() {
    return clockSteps.get();
  }

  long ticks() {
    return ticks.get();
  }

  public long missed() {
    return missed.get();
  }

  long samples() {
    return samples.get();
  }

  long changes() {
    return changes.get();
  }

  long frameBytes() {
    return frameBytes.get();
  }

  int pendingDurations() {
    return pending;
  }

  long takeDuration() {
    return durations[--pending];
  }
}
