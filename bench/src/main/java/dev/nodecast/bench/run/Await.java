package dev.nodecast.bench.run;

import java.io.IOException;
import java.time.Duration;

/** Waiting for what another thread or program does. */
public final class Await {
  /** Something that becomes true. */
  public interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private Await() {}

  /**
   * Asks until it holds.
   *
   * @throws IOException when it does not in time, naming {@code what}
   */
  public static void until(String what, Duration atMost, Condition condition)
      throws IOException, InterruptedException {
    until(what, atMost, Duration.ofMillis(50), condition);
  }

  /** As above, with the time between two questions. */
  public static void until(String what, Duration atMost, Duration pause, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(what + ": not within " + atMost.toSeconds() + " s");
      }
      Thread.sleep(pause.toMillis());
    }
  }
}
