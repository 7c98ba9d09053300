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
   * @param tookMs how long the last collection took
   */
  public record Stats(
      long collections, long points, long states, long missed, long failures, long tookMs) {}

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

  /** What entities told so far are related to and was not seen yet. */
  private Set<String> unseen = Set.of();

  private String failure = "";
  private boolean tellAll;
  private long lastTellingMs;
  private volatile Stats stats = new Stats(0, 0, 0, 0, 0, 0);

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
    tellAll = true;
    next(settings.interval().toMillis(), this::collect);
    next(CHANGES_MS, this::tell);
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
              s.collections(), s.points(), s.states(), s.missed(), s.failures() + 1, s.tookMs());
      if (!e.toString().equals(failure)) {
        // Once, not each interval.
        failure = e.toString();
        LOG.error("{}: {} (expected: a whole collection)", NAME, failure, e);
      }
    }
  }

  /** All points, now. */
  void collect(long nowMs) {
    Points points = new Points(settings.metrics(), part -> sink.points(NAME, nowMs, part));
    new ClusterMetrics(view, settings).points(points);
    points.flush();
    Stats s = stats;
    stats =
        new Stats(
            s.collections() + 1,
            s.points() + points.count(),
            s.states(),
            s.missed(),
            s.failures(),
            Math.max(0, clock.millis() - nowMs));
  }

  /** What changed, or everything when it is time or changes were missed. */
  void tell(long nowMs) {
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
            s.tookMs());
  }

  private int add(List<EntityState> states, List<EntityState> part, long nowMs) {
    part.addAll(states);
    if (part.size() >= PART) {
      sink.entities(nowMs, List.copyOf(part));
      part.clear();
    }
    return states.size();
  }

  /** Takes no new work; what runs ends by itself. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
