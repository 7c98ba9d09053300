package dev.nodecast.bench.proof;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for conditions of other processes; a deadline is a failure, never a result. */
final class Eventually {
  private static final long PAUSE_MILLIS = 50;

  private Eventually() {}

  /** Something that may not be there yet: an exception counts as "not yet". */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws Exception;
  }

  /**
   * Asks until the answer is neither null nor false.
   *
   * @param what for the failure's message
   */
  static <T> T within(Duration limit, String what, Question<T> question) {
    return within(limit, () -> what, question);
  }

  /** As above, with a message made when it is needed. */
  static <T> T within(Duration limit, Supplier<String> what, Question<T> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    Throwable last = null;
    while (true) {
      try {
        T answer = question.ask();
        last = null;
        if (answer != null && !Boolean.FALSE.equals(answer)) {
          return answer;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what.get(), e);
      } catch (Exception | AssertionError e) {
        last = e;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit + ": " + what.get(), last);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
