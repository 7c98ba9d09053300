package dev.nodecast.agent;

import dev.nodecast.agent.self.TickStats;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When ticks are due: at whole intervals of the wall clock. What passed is told by the monotonic
 * clock, so a wall clock that is set is noticed, counted, and not taken for ticks that were missed.
 * Used by one thread.
 */
final class TickClock {
  private static final Logger logger = LoggerFactory.getLogger(TickClock.class);

  private final long intervalMs;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final TickStats stats;
  private boolean begun;
  private long tickMs;
  private long wallMs;
  private long monotonicMs;

  /**
   * @param nanos monotonic, as {@link System#nanoTime}
   */
  TickClock(long intervalMs, InstantSource wall, LongSupplier nanos, TickStats stats) {
    this.intervalMs = intervalMs;
    this.wall = wall;
    this.nanos = nanos;
    this.stats = stats;
  }

  /** Until the next tick is due; 0 when it is, or when the clock was set back. */
  long waitMs() {
    long wait = due() - wall.millis();
    return wait > 2 * intervalMs ? 0 : Math.max(0, wait);
  }

  /** A tick begins: answers its time. The first one is not aligned: short-lived nodes are seen. */
  long begin() {
    long now = wall.millis();
    long monotonic = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    if (!begun) {
      begun = true;
      tickMs = now;
    } else {
      long aligned = Math.floorDiv(now, intervalMs) * intervalMs;
      long passed = monotonic - monotonicMs;
      long step = now - wallMs - passed;
      if (Math.abs(step) > intervalMs) {
        stats.clockStep();
        stats.missed(Math.max(0, passed / intervalMs - 1));
        logger.warn(
            "the clock was set {} by {} ms: ticks go on from its new time",
            step < 0 ? "back" : "forward",
            Math.abs(step));
      } else {
        stats.missed(Math.max(0, (aligned - due()) / intervalMs));
      }
      tickMs = aligned;
    }
    wallMs = now;
    monotonicMs = monotonic;
    return tickMs;
  }

  private long due() {
    return (Math.floorDiv(tickMs, intervalMs) + 1) * intervalMs;
  }
}
