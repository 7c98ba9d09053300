package dev.nodecast.agent;

import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.self.TickStats;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.wire.WireBuffer;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tick: collect what is due, encode what changed, give it to delivery. Ticks are aligned to the
 * wall clock, so that all agents of a cluster look at the same moments. One thread; everything it
 * calls belongs to it.
 */
final class TickLoop implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(TickLoop.class);

  private final CollectorRunner runner;
  private final Samples samples;
  private final Delivery delivery;
  private final TickStats stats;
  private final Runnable afterTick;
  private final TickClock clock;
  private final TickEncoder encoder = new TickEncoder();
  private volatile boolean stopped;
  private volatile long lastTickNanos;
  private volatile boolean ticked;
  private Thread thread;

  TickLoop(
      long intervalMs,
      CollectorRunner runner,
      Samples samples,
      Delivery delivery,
      TickStats stats,
      Runnable afterTick,
      InstantSource clock) {
    this.runner = runner;
    this.samples = samples;
    this.delivery = delivery;
    this.stats = stats;
    this.afterTick = afterTick;
    this.clock = new TickClock(intervalMs, clock, System::nanoTime, stats);
  }

  void start() {
    thread = new Thread(this, "tick");
    lastTickNanos = System.nanoTime();
    thread.start();
  }

  /** Lets the tick that runs end, and begins no other. */
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join(2_000);
  }

  /** Nanoseconds since the last tick began; health asks. */
  long sinceLastTickNanos() {
    return System.nanoTime() - lastTickNanos;
  }

  /** Whether a tick was completed; readiness asks. */
  boolean ticked() {
    return ticked;
  }

  @Override
  public void run() {
    tick(clock.begin());
    while (!stopped) {
      long wait = clock.waitMs();
      if (wait > 0) {
        LockSupport.parkNanos(wait * 1_000_000);
      } else {
        tick(clock.begin());
      }
    }
  }

  private void tick(long timeMs) {
    long start = System.nanoTime();
    lastTickNanos = start;
    try {
      boolean keyframe = delivery.keyframeNeeded();
      runner.tick(timeMs, samples);
      WireBuffer tick = encoder.encode(samples, timeMs, keyframe);
      delivery.append(timeMs, tick.array(), tick.size(), keyframe);
      stats.ticked(
          (System.nanoTime() - start) / 1000, encoder.samples(), encoder.changes(), tick.size());
      ticked = true;
      afterTick.run();
    } catch (RuntimeException e) {
      // The runner isolates collectors; what gets here is a defect of ours, and the next tick may
      // still work.
      logger.error("tick {} failed", timeMs, e);
    }
  }
}
