package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenTelemetry's receiver k8s_cluster: hands points of the whole cluster to a sink once an
 * interval, on the interval's boundaries of the wall clock, and entity states when they change. One
 * thread does all of it.
 */
public final class ClusterReceiver implements AutoCloseable {
  public static final String NAME = "k8s_cluster";

  private static final Logger LOG = LoggerFactory.getLogger(ClusterReceiver.class);

  /** Changes of one object within this are one. */
  private static final long CHANGES_MS = 1_000;

  /** States a call of the sink: about 2 MiB. */
  static final int PART = 5_000;

  /**
   * What it did, for those who watch it.
   *
   * @param missed changes that found no room; all entities were told again instead
   * @param failures collections or tellings that broke off
   * @param skipped times of a collection that passed while the one before went on
   * @param tookMs how long the last collection took, waiting for room included
   */
  public record Stats(
      long collections,
      long points,
      long states,
      long missed,
      long failures,
      long skipped,
      long tookMs) {}

  private final ClusterView view;
  private final ClusterSink sink;
  private final ClusterSettings settings;
  private final Clock clock;
  private final EntityChanges changes = new EntityChanges();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "k8s-cluster");
            thread.setDaemon(true);
            return thread;
          });

  private static final long ROOM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long CLOSE_MS = 1_000;

  /** What entities told so far are related to and was not seen yet. */
  private Set<String> unseen = Set.of();

  private String failure = "";
  private boolean tellAll;

  /** There was no room for too long; used by the one thread. */
  private boolean stuck;

  private long lastTellingMs;
  private volatile Stats stats = new Stats(0, 0, 0, 0, 0, 0, 0);

  public ClusterReceiver(
      ClusterView view, ClusterSink sink, ClusterSettings settings, Clock clock) {
    this.view = view;
    this.sink = sink;
    this.settings = settings;
    this.clock = clock;
  }

  /** Begins; what is in the view already is told with the first changes. */
  public void start() {
    listen();
    tellAll();
    next(settings.interval().toMillis(), this::collect);
    next(CHANGES_MS, this::tell);
  }

  /** Has all that there is told next time. */
  void tellAll() {
    tellAll = true;
  }

  /** Begins to gather changes. */
  void listen() {
    view.listen(changes);
  }

  public Stats stats() {
    return stats;
  }

  private void next(long everyMs, LongConsumer work) {
    long now = clock.millis();
    try {
      timer.schedule(
          () -> {
            guarded(work);
            next(everyMs, work);
          },
          everyMs - Math.floorMod(now, everyMs),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed", e);
    }
  }

  /** One broken record must not end all that follows. */
  private void guarded(LongConsumer work) {
    try {
      work.accept(clock.millis());
    } catch (RuntimeException e) {
      Stats s = stats;
      stats =
          new Stats(
              s.collections(),
              s.points(),
              s.states(),
              s.missed(),
              s.failures() + 1,
              s.skipped(),
              s.tookMs());
      if (!e.toString().equals(failure)) {
        // Once, not each interval.
        failure = e.toString();
        LOG.error("{}: {} (expected: a whole collection)", NAME, failure, e);
      }
    }
  }

  /** All points, now; as fast as the sink has room for them. */
  void collect(long nowMs) {
    stuck = false;
    Points points =
        new Points(
            settings.metrics(),
            part -> {
              awaitRoom();
              sink.points(NAME, nowMs, part);
            });
    new ClusterMetrics(view, settings).points(points);
    points.flush();
    long tookMs = Math.max(0, clock.millis() - nowMs);
    Stats s = stats;
    stats =
        new Stats(
            s.collections() + 1,
            s.points() + points.count(),
            s.states(),
            s.missed(),
            s.failures(),
            s.skipped() + tookMs / settings.interval().toMillis(),
            tookMs);
  }

  /**
   * Until the sink has room. When it has none for a whole interval nobody stores, and waiting would
   * only make the rest late: it is handed over as it is, and the sink counts what it drops.
   */
  private void awaitRoom() {
    long until = System.nanoTime() + settings.interval().toNanos();
    while (!stuck && !sink.hasRoom()) {
      LockSupport.parkNanos(ROOM_PAUSE_NANOS);
      stuck = System.nanoTime() - until > 0 || Thread.currentThread().isInterrupted();
    }
  }

  /** What changed, or everything when it is time or changes were missed. */
  void tell(long nowMs) {
    stuck = false;
    long metadataMs = settings.metadataInterval().toMillis();
    boolean due = metadataMs > 0 && nowMs - lastTellingMs >= metadataMs;
    Links links = new Links(view);
    if (links.sees(unseen)) {
      tellAll = true;
      unseen = Set.of();
    }
    List<EntityState> part = new ArrayList<>();
    long told = 0;
    for (EntityChanges.Change change : changes.take()) {
      told += add(EntityChanges.states(change, links), part, nowMs);
    }
    if (changes.missedSome()) {
      // Not now: while a first sync brings 100,000 pods, each second would tell all of them.
      tellAll = true;
    } else if (tellAll || due) {
      tellAll = false;
      lastTellingMs = nowMs;
      for (Object record : (Iterable<Object>) Entities.records(view)::iterator) {
        told += add(Entities.of(record, links), part, nowMs);
      }
    }
    if (!links.unseen().isEmpty()) {
      links.unseen().addAll(unseen);
      unseen = links.unseen();
    }
    if (!part.isEmpty()) {
      sink.entities(nowMs, part);
    }
    Stats s = stats;
    stats =
        new Stats(
            s.collections(),
            s.points(),
            s.states() + told,
            changes.missed(),
            s.failures(),
            s.skipped(),
            s.tookMs());
  }

  private int add(List<EntityState> states, List<EntityState> part, long nowMs) {
    part.addAll(states);
    if (part.size() >= PART) {
      awaitRoom();
      sink.entities(nowMs, List.copyOf(part));
      part.clear();
    }
    return states.size();
  }

  /** Takes no new work and returns when what runs is handed over, or after a second. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: a collection goes on after {} ms (expected: its end)", NAME, CLOSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
