package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.watch.ApiServer;
import dev.nodecast.aggregator.kube.watch.Discovery;
import dev.nodecast.aggregator.kube.watch.Pace;
import dev.nodecast.aggregator.kube.watch.Reflection;
import dev.nodecast.aggregator.kube.watch.Reflector;
import dev.nodecast.aggregator.kube.watch.Wanted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Collects the objects of all entries, each in each of its namespaces by itself. */
public final class ObjectsReceiver implements AutoCloseable {
  /** Objects on a page of a list. */
  private static final int PAGE = 250;

  /**
   * Until a resource that the server lacks is looked for again: its definition may be on its way.
   */
  private static final Duration ABSENT = Duration.ofSeconds(30);

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ObjectCounters counters = new ObjectCounters();
  private final List<ObjectEntry> entries = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param events gets those that are among the objects
   */
  public ObjectsReceiver(
      List<ObjectSpec> specs,
      ApiServer server,
      ClusterSink sink,
      KubeEvents events,
      InstantSource clock) {
    this(specs, server, sink, events, clock, Pace.NORMAL.absent(ABSENT));
  }

  ObjectsReceiver(
      List<ObjectSpec> specs,
      ApiServer server,
      ClusterSink sink,
      KubeEvents events,
      InstantSource clock,
      Pace pace) {
    Discovery discovery = new Discovery(server);
    for (ObjectSpec spec : specs) {
      boolean watch = spec.mode() == ObjectSpec.Mode.WATCH;
      for (String namespace : spec.namespaces().isEmpty() ? List.of("") : spec.namespaces()) {
        Wanted wanted =
            new Wanted(
                namespace,
                spec.labelSelector(),
                spec.fieldSelector(),
                PAGE,
                watch ? Duration.ZERO : spec.interval());
        ObjectEntry entry = new ObjectEntry(spec, wanted, discovery);
        ObjectOutput out = new ObjectOutput(spec, sink, events, counters, clock, server.clock());
        Reflection into = watch ? new ObjectWatch(spec, out, counters) : new ObjectPull(out);
        Reflector.Parts parts = new Reflector.Parts(wanted, entry, into, entry, counters.stats());
        Thread thread = new Thread(new Reflector(server, entry.name(), parts, pace), "k8s_objects");
        thread.setDaemon(true);
        threads.add(thread);
        entries.add(entry);
      }
    }
  }

  /** Begins to collect. */
  public ObjectsReceiver start() {
    threads.forEach(Thread::start);
    return this;
  }

  /** What does not work and what to do about it; for people. */
  public List<String> problems() {
    return entries.stream().map(ObjectEntry::problem).filter(p -> !p.isEmpty()).toList();
  }

  public ObjectCounters counters() {
    return counters;
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
