package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.live.LiveState;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest {@link Present}. A small cluster's is made when a request asks, so that pages
 * are as new as the last frame; where making it takes long, a thread of its own does it once a
 * second, right after the frames of that second, while somebody looks, and requests never wait for
 * it.
 */
final class Pictures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Up to this cost a request makes the picture itself. */
  private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(5);

  /** A picture is at least this many times as old as it took to make: at most 5 % of a core. */
  private static final long REST = 20;

  /** The thread goes on for as long after the last request. */
  private static final long WATCHED = 10 * SECOND;

  /**
   * Agents measure at full seconds and their frames are there some 100 ms later: a picture made
   * then is as new as one can be, whatever the phase of those who look.
   */
  private static final long FRAMES_IN_MS = 200;

  private final Clock clock;
  private final PresentMaker maker;
  private final ReentrantLock making = new ReentrantLock();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pictures");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Present newest;
  private volatile long askedNanos;

  Pictures(LiveState live, ClusterView cluster, Clock clock) {
    maker = new PresentMaker(live, cluster, clock);
    newest = maker.make();
    askedNanos = System.nanoTime() - WATCHED;
    this.clock = clock;
    schedule();
  }

  /** The newest picture, made anew if that is due. */
  Present fresh() {
    long now = System.nanoTime();
    boolean unwatched = now - askedNanos > WATCHED;
    askedNanos = now;
    Present present = newest;
    boolean outdated = now - present.madeNanos() > 3 * SECOND;
    boolean cheap = present.costNanos() <= CHEAP;
    if (outdated && unwatched) {
      making.lock();
    } else if (!(cheap || outdated) || !due(present, now) || !making.tryLock()) {
      // Somebody makes it already, or the thread does: what is there is at most a second old.
      return present;
    }
    try {
      return due(newest, now) ? make() : newest;
    } finally {
      making.unlock();
    }
  }

  /** The newest picture as it is: what a request that has called {@link #fresh} goes on with. */
  Present current() {
    return newest;
  }

  /** Of the live state as it is now; for tests and for probes. */
  Present now() {
    making.lock();
    try {
      return make();
    } finally {
      making.unlock();
    }
  }

  long nowMs() {
    return clock.millis();
  }

  private Present make() {
    newest = maker.make();
    return newest;
  }

  private boolean due(Present present, long now) {
    long age = now - present.madeNanos();
    // Silence is no frame and changes the picture too, so that each second one is made anyhow.
    return age >= SECOND
        || (maker.version() != present.version() && age >= REST * present.costNanos());
  }

  private void schedule() {
    timer.schedule(this::tick, untilFrames(clock.millis()), TimeUnit.MILLISECONDS);
  }

  /** Milliseconds until the frames of the next full second are there. */
  static long untilFrames(long nowMs) {
    return 1 + Math.floorMod(FRAMES_IN_MS - nowMs - 1, 1000L);
  }

  private void tick() {
    try {
      refresh();
    } finally {
      if (!timer.isShutdown()) {
        schedule();
      }
    }
  }

  private void refresh() {
    if (System.nanoTime() - askedNanos > WATCHED || newest.costNanos() <= CHEAP) {
      return;
    }
    making.lock();
    try {
      make();
    } catch (RuntimeException e) {
      LOG.error("picture of the live state failed; the last one stays", e);
    } finally {
      making.unlock();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
