package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.http.BoundedHttp;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Collects the objects of all entries, each in each of its namespaces by itself. */
public final class ObjectsReceiver implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ApiObjects api;
  private final ClusterSink sink;
  private final KubeEvents events;
  private final InstantSource clock;
  private final Pace pace;
  private final ObjectCounters counters = new ObjectCounters();
  private final List<ObjectLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param client of the cluster; stays the caller's to close
   * @param events gets those that are among the objects
   */
  public ObjectsReceiver(
      List<ObjectSpec> specs,
      KubernetesClient client,
      ClusterSink sink,
      KubeEvents events,
      InstantSource clock) {
    this(specs, client, sink, events, clock, Pace.USUAL);
  }

  ObjectsReceiver(
      List<ObjectSpec> specs,
      KubernetesClient client,
      ClusterSink sink,
      KubeEvents events,
      InstantSource clock,
      Pace pace) {
    api = new ApiObjects(new BoundedHttp(client));
    this.sink = sink;
    this.events = events;
    this.clock = clock;
    this.pace = pace;
    Discovery discovery = new Discovery(api);
    for (ObjectSpec spec : specs) {
      for (String namespace : spec.namespaces().isEmpty() ? List.of("") : spec.namespaces()) {
        loops.add(
            new ObjectLoop(
                spec, namespace, discovery, pace, counters, r -> turn(spec, namespace, r)));
      }
    }
  }

  /** Begins to collect. */
  public ObjectsReceiver start() {
    for (ObjectLoop loop : loops) {
      Thread thread = new Thread(loop, "k8s_objects");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  /** What does not work and what to do about it; for people. */
  public List<String> problems() {
    return loops.stream().map(ObjectLoop::problem).filter(p -> !p.isEmpty()).toList();
  }

  public ObjectCounters counters() {
    return counters;
  }

  private ObjectLoop.Turn turn(ObjectSpec spec, String namespace, ResourcePath resource) {
    ObjectOutput out = new ObjectOutput(spec, resource, sink, events, counters, clock);
    return spec.mode() == ObjectSpec.Mode.WATCH
        ? new ObjectWatch(api, resource, namespace, spec, out, counters, pace)
        : new ObjectPull(api, resource, namespace, spec, out, counters);
  }

  /** Returns when all has been handed over, or after a second. */
  @Override
  public void close() {
    long until = System.nanoTime() + CLOSE_NANOS;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        // Zero would be for ever.
        thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
