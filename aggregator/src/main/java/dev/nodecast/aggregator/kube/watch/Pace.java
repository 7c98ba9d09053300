package dev.nodecast.aggregator.kube.watch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again.
 *
 * @param first after the first fault; doubled for each further one
 * @param longest however many faults there were
 * @param denied after a refusal, which people have to mend
 * @param absent until the server is asked again for a kind that it lacked
 * @param watch how long a watch is asked to last, at least; at most half as much again
 * @param grace beyond that, until a silent watch is given up
 */
public record Pace(
    Duration first,
    Duration longest,
    Duration denied,
    Duration absent,
    Duration watch,
    Duration grace) {
  public static final Pace NORMAL =
      new Pace(
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          // A dead connection is found within this, half as much again, and the grace.
          Duration.ofMinutes(1),
          Duration.ofSeconds(15));

  /** A watch that ended sooner and without an event counts as a fault. */
  private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

  private static final int MAX_DOUBLINGS = 20;

  /**
   * Half to one and a half times the step, so that kinds that failed together do not return
   * together.
   *
   * @param faults in a row; at least 1
   */
  long pauseMs(int faults) {
    long step = first.toMillis() << Math.min(faults - 1, MAX_DOUBLINGS);
    return (long)
        (Math.min(step, longest.toMillis()) * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
  }

  /** The same, but what the server lacks is asked for again after another time. */
  public Pace absent(Duration again) {
    return new Pace(first, longest, denied, again, watch, grace);
  }

  /** A watch that ended sooner, and without an event, was hung up on. */
  long shortNanos() {
    return Math.min(SHORT_WATCH.toNanos(), watch.toNanos() / 2);
  }

  /** How long to ask for a watch, in whole seconds; spread so that not all are renewed at once. */
  long watchSeconds() {
    long seconds = Math.max(1, watch.toSeconds());
    return seconds + ThreadLocalRandom.current().nextLong(seconds / 2 + 1);
  }
}
