package dev.nodecast.agent.stream;

import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; a raise before the wait is not lost. */
final class Wakeup {
  private boolean raised;

  synchronized void raise() {
    raised = true;
    notifyAll();
  }

  /** Returns after {@link #raise} or the given time. */
  synchronized void await(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (!raised) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts the stream's thread: an interrupt would close the spool's channels.
      Thread.currentThread().interrupt();
    }
    raised = false;
  }
}
