package dev.nodecast.aggregator.kube;

import dev.nodecast.aggregator.kube.model.Amounts;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the API server's clock is from ours, by the Date of its answers. What the cluster says of
 * times is moved by that, so that ages, and what is news, are right on a machine whose clock is
 * not; nodes are taken to agree with their API server. Any thread.
 */
public final class ClusterClock {
  /**
   * An answer may be on its way for 30 s, and ages of clocks that nobody sets differ by seconds.
   */
  static final long TOLERATED_MS = 60_000;

  /** A Date has whole seconds, cut off. */
  private static final long HALF_A_SECOND = 500;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterClock.class);

  private final InstantSource clock;

  /** Theirs less ours; 0 while that is tolerated. Written under the lock. */
  private volatile long aheadMs;

  private volatile int changes;

  /**
   * @param clock of this machine
   */
  public ClusterClock(InstantSource clock) {
    this.clock = clock;
  }

  /** The server just said what time it has, Unix milliseconds. */
  public synchronized void heard(long theirMs) {
    long ahead = theirMs + HALF_A_SECOND - clock.millis();
    // Only steps count: what wobbles would make each object another one.
    if (Math.abs(ahead - aheadMs) < TOLERATED_MS) {
      return;
    }
    aheadMs = Math.abs(ahead) < TOLERATED_MS ? 0 : ahead;
    changes++;
    if (aheadMs == 0) {
      LOG.info("kubernetes: the API server's clock agrees with ours again");
    } else {
      LOG.warn("kubernetes: {}", words());
    }
  }

  /** A time of the cluster by our clock; {@link Amounts#NONE} stays that. */
  public long ours(long theirMs) {
    return theirMs == Amounts.NONE ? Amounts.NONE : theirMs - aheadMs;
  }

  /** As {@link #ours}, of what happened already: now where it lies ahead or was not said. */
  public long past(long theirMs) {
    long now = clock.millis();
    return theirMs == Amounts.NONE ? now : Math.min(now, ours(theirMs));
  }

  /** How often {@link #ours} began to say something else. */
  public int changes() {
    return changes;
  }

  /** For people; empty while the clocks agree. */
  public List<String> problems() {
    return aheadMs == 0 ? List.of() : List.of(words());
  }

  private String words() {
    long minutes = Math.round(Math.abs(aheadMs) / 60e3);
    return "the API server's clock is "
        + minutes
        + " min "
        + (aheadMs > 0 ? "ahead of" : "behind")
        + " ours (expected: less than "
        + TOLERATED_MS / 60_000
        + " min; its times are shown by ours)";
  }
}
