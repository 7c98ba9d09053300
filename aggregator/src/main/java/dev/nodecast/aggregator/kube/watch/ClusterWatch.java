package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.WatchStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches every kind, each on a thread of its own: none waits for another's refusal. */
public final class ClusterWatch implements AutoCloseable {
  private static final int PAGE = 500;
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
    Discovery discovery = new Discovery(server);
    for (WatchedKind<?> kind : WatchedKinds.of(cluster, labels, server.clock())) {
      if (namespaces.isEmpty()) {
        add(server, discovery, kind, "", cluster, pace);
      } else if (kind.namespaced()) {
        namespaces.forEach(of -> add(server, discovery, kind, of, cluster, pace));
      }
    }
    cluster.alsoProblems(server.clock()::problems);
    // All are expected before the first one starts, so that none can be taken for all.
    threads.forEach(Thread::start);
  }

  private void add(
      ApiServer server,
      Discovery discovery,
      WatchedKind<?> kind,
      String namespace,
      Cluster cluster,
      Pace pace) {
    Reflector of = reflector(server, discovery, kind, namespace, cluster, pace, Thread::sleep);
    Thread thread = new Thread(null, of, "watch " + id(kind, namespace), STACK_BYTES);
    thread.setDaemon(true);
    threads.add(thread);
  }

  static <T> Reflector reflector(
      ApiServer server,
      Discovery discovery,
      WatchedKind<T> kind,
      String namespace,
      Cluster cluster,
      Pace pace,
      Reflector.Rest rest) {
    String id = id(kind, namespace);
    cluster.expect(id);
    Wanted wanted = new Wanted(namespace, "", "", PAGE, Duration.ZERO);
    WatchStats stats = cluster.stats(kind.kind(), kind.store());
    Reflector.Parts parts =
        new Reflector.Parts(
            wanted,
            () -> discovery.choose(kind.resources(), wanted.verbs()),
            new KindMirror<>(kind, namespace, id, cluster, stats),
            new KindReports(kind, namespace, id, server.url(), cluster),
            stats);
    return new Reflector(server, id, parts, pace, rest);
  }

  private static String id(WatchedKind<?> kind, String namespace) {
    return namespace.isEmpty() ? kind.kind() : kind.kind() + " " + namespace;
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
