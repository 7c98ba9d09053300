package dev.nodecast.aggregator.kube.objects;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long things may take.
 *
 * @param watch after which the server ends a watch
 * @param silence after which a watch is dead: the server would have ended it
 * @param retry first wait after a failure; doubles
 * @param retryMax longest wait
 * @param denied wait after a refusal, which a person has to mend
 */
record Pace(Duration watch, Duration silence, Duration retry, Duration retryMax, Duration denied) {
  static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(120),
          Duration.ofSeconds(135),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  /** The wait after so many failures in a row; half of it is random, as many may have failed. */
  Duration wait(int failures) {
    long doubled = retry.toMillis() << Math.min(20, Math.max(0, failures - 1));
    long millis = Math.min(retryMax.toMillis(), doubled);
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
