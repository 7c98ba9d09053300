package dev.nodecast.aggregator.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents of the pods of their nodes, at once when they connect and soon after each change:
 * what changes on a node within one look goes in one message.
 */
public final class InventoryPush implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(InventoryPush.class);

  /** With a look that takes as long again, a change is on its way within 200 ms. */
  private static final long LOOK_MS = 100;

  private static final long CLOSE_MS = 500;

  private final Sessions sessions;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final InventoryCounters counters = new InventoryCounters(changed::size);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "inventory-push");
            thread.setDaemon(true);
            return thread;
          });

  public InventoryPush(PodSource pods, Sessions sessions) {
    this.sessions = sessions;
    sessions.pods(pods);
    pods.listen(this::changed);
    timer.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  public InventoryCounters counters() {
    return counters;
  }

  private void changed(String node) {
    changed.add(node);
    counters.changes.increment();
  }

  private void look() {
    List<String> nodes = new ArrayList<>(changed);
    for (String node : nodes) {
      // Before it is asked what there is: a change that comes meanwhile is for the next look.
      changed.remove(node);
      counters.looks.increment();
      try {
        sessions.tellPods(node);
      } catch (RuntimeException e) {
        // The timer would never fire again, for nobody.
        counters.failures.increment();
        logger.error("inventory of {}", node, e);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        logger.warn("inventory: a look goes on after {} ms (expected: its end)", CLOSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
