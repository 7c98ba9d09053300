package dev.nodecast.aggregator.ingest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when this machine's wall clock is set, by what the monotonic clock says meanwhile. */
final class WallClock {
  private static final Logger logger = LoggerFactory.getLogger(WallClock.class);

  /** Less is a correction that nobody notices; NTP slews what is below 0.128 s, steps the rest. */
  static final long STEP_MS = 1_000;

  private final IngestCounters counters;
  private boolean looked;
  private long wallMs;
  private long monotonicMs;

  WallClock(IngestCounters counters) {
    this.counters = counters;
  }

  /** Call each second, from one thread. */
  void looked(long nowWallMs, long nowMonotonicMs) {
    long step = nowWallMs - wallMs - (nowMonotonicMs - monotonicMs);
    if (looked && Math.abs(step) >= STEP_MS) {
      counters.clockStep();
      logger.warn(
          "the clock of this machine was set {} by {} ms",
          step < 0 ? "back" : "forward",
          Math.abs(step));
    }
    looked = true;
    wallMs = nowWallMs;
    monotonicMs = nowMonotonicMs;
  }
}
