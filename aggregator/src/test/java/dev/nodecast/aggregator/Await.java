package dev.nodecast.aggregator;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Bounded waiting for what other threads do. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 5_000_000;

  /** Something that becomes true. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /** Asks until it holds; fails after a minute, naming {@code what}. */
  public static void until(String what, Condition condition) {
    until(what, PATIENCE, condition);
  }

  /** As above, with the time that it may take. */
  public static void until(String what, Duration within, Condition condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(what + ": not within " + within);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new AssertionError(what + ": interrupted");
      }
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
