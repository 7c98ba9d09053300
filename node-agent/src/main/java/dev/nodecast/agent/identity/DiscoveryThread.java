package dev.nodecast.agent.identity;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link PodDiscovery} going, with a growing pause after failures, and says so once for
 * each way of failing.
 */
final class DiscoveryThread implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(DiscoveryThread.class);
  private static final long FIRST_PAUSE_MS = 500;
  private static final long MAX_PAUSE_MS = 30_000;

  private final PodDiscovery discovery;
  private final Thread thread = new Thread(this::run, "discovery");
  private volatile boolean closed;
  private volatile String problem = "";

  DiscoveryThread(PodDiscovery discovery) {
    this.discovery = discovery;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        discovery.discover();
        failures = 0;
        problem = "";
        pause(discovery.pauseMs());
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        String now = e instanceof IOException ? e.getMessage() : e.toString();
        if (!closed && !String.valueOf(now).equals(problem)) {
          problem = String.valueOf(now);
          logger.warn("names of pods: {}", problem);
        }
        long most = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS << Math.min(10, failures++));
        // Half of it at random: all agents lose the same API server at the same moment.
        pause(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
      }
    }
  }

  private synchronized void pause(long millis) {
    long deadline = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; left > 0 && !closed; ) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Why there are no news; empty while all is well. */
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    discovery.close();
    thread.interrupt();
  }
}
