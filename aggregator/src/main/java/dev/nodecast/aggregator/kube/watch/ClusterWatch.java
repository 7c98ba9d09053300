package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches every kind, each on a thread of its own: none waits for another's refusal. */
public final class ClusterWatch implements AutoCloseable {
  private static final long STACK_BYTES = 512 << 10;
  private static final long STOP_MS = 2000;

  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts watching.
   *
   * @param namespaces to watch; empty for the whole cluster
   * @param labels that are kept
   */
  public ClusterWatch(
      ApiServer server, Cluster cluster, List<String> namespaces, List<String> labels) {
    this(server, cluster, namespaces, labels, Pace.NORMAL);
  }

  ClusterWatch(
      ApiServer server, Cluster cluster, List<String> namespaces, List<String> labels, Pace pace) {
    List<Reflector<?>> reflectors = new ArrayList<>();
    for (WatchedKind<?> kind : WatchedKinds.of(cluster, labels)) {
      if (namespaces.isEmpty()) {
        reflectors.add(new Reflector<>(server, kind, "", cluster, pace));
      } else if (kind.namespaced()) {
        namespaces.forEach(
            namespace -> reflectors.add(new Reflector<>(server, kind, namespace, cluster, pace)));
      }
    }
    // All are expected before the first one starts, so that none can be taken for all.
    for (Reflector<?> reflector : reflectors) {
      Thread thread = new Thread(null, reflector, "watch " + reflector.id(), STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
