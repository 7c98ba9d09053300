package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every kubelet once in an interval. At most {@link #LANES} at a time, of which nodes that
 * were slow or failed last time share two: however many are dead, those that live do not wait for
 * them. A node that turns slow blocks a lane of the others once, and for {@link #QUICK} only.
 */
public final class KubeletReceiver implements AutoCloseable {
  static final String NAME = "kubelet_stats";
  static final int LANES = 8;

  private static final Duration QUICK = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int SUSPECT_LANES = 2;
  private static final long TICK_MS = 100;
  private static final long ROOM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Nodes named with the same problem; the rest is a number. */
  private static final int NAMED = 3;

  private static final Logger logger = LoggerFactory.getLogger(KubeletReceiver.class);

  private final KubeletSettings settings;
  private final ClusterView view;
  private final ClusterSink sink;
  private final InstantSource clock;
  private final Kubelets kubelets;
  private final NodeScrapes scrapes;
  private final Claims claims;
  private final KubeletCounters counters = new KubeletCounters();
  private final ScheduledExecutorService ticker = Executors.newScheduledThreadPool(1, daemon());

  // Their queues hold a node at most once, so they are bounded by the nodes.
  private final ExecutorService healthy =
      Executors.newFixedThreadPool(LANES - SUSPECT_LANES, daemon());
  private final ExecutorService suspect = Executors.newFixedThreadPool(SUSPECT_LANES, daemon());

  private volatile List<String> problems = List.of();

  /**
   * @param client of the cluster; stays the caller's to close
   */
  public KubeletReceiver(
      KubeletSettings settings,
      KubernetesClient client,
      ClusterView view,
      ClusterSink sink,
      InstantSource clock) {
    this.settings = settings;
    this.view = view;
    this.sink = sink;
    this.clock = clock;
    kubelets = new Kubelets(settings, client);
    claims = new Claims(view);
    scrapes = new NodeScrapes(settings.interval().toMillis());
  }

  /** Begins to ask. */
  public KubeletReceiver start() {
    ticker.scheduleWithFixedDelay(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** What does not work and what to do about it; for people. */
  public List<String> problems() {
    return problems;
  }

  public KubeletCounters counters() {
    return counters;
  }

  private void tick() {
    try {
      long now = System.nanoTime() / 1_000_000;
      scrapes.nodes(view.nodes(), now);
      for (NodeState node : scrapes.due(now)) {
        if (node.busy.compareAndSet(false, true)) {
          if (node.suspect()) {
            suspect.execute(() -> scrape(node, TIMEOUT));
          } else {
            healthy.execute(() -> scrape(node, QUICK));
          }
        } else {
          counters.late.increment();
        }
      }
      problems = summarise();
    } catch (RuntimeException e) {
      // Would end the ticking for good.
      logger.error("kubelet_stats: a tick failed", e);
    }
  }

  private void scrape(NodeState state, Duration timeout) {
    if (!awaitRoom()) {
      counters.held.increment();
      state.busy.set(false);
      return;
    }
    boolean done = true;
    try {
      long began = System.nanoTime();
      counters.points.add(scrapeOnce(state, timeout));
      counters.scrapes.increment();
      state.slow(System.nanoTime() - began > QUICK.toNanos());
      state.succeeded();
    } catch (HttpTimeoutException e) {
      if (timeout == QUICK) {
        done = !again(state);
      } else {
        failed(state, e);
      }
    } catch (IOException | RuntimeException e) {
      failed(state, e);
    } catch (InterruptedException e) {
      // The receiver is being closed.
      Thread.currentThread().interrupt();
    } finally {
      if (done) {
        state.busy.set(false);
      }
    }
  }

  /**
   * Until the sink has room, so that a store that is too slow makes the interval longer, and the
   * order in which nodes wait for a lane makes it so for all alike. False when there is none for a
   * whole interval: nobody stores, and the points would be dropped.
   */
  private boolean awaitRoom() {
    long until = System.nanoTime() + settings.interval().toNanos();
    while (!sink.hasRoom()) {
      LockSupport.parkNanos(ROOM_PAUSE_NANOS);
      if (System.nanoTime() - until > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return true;
  }

  /** Gives a node that was not quick its full time, where it holds up nobody who is. */
  private boolean again(NodeState state) {
    state.slow(true);
    try {
      suspect.execute(() -> scrape(state, TIMEOUT));
      return true;
    } catch (RejectedExecutionException e) {
      // The receiver is being closed.
      return false;
    }
  }

  private void failed(NodeState state, Exception e) {
    boolean known = state.failing();
    counters.failures.increment();
    state.failed(words(e));
    if (!known) {
      logger.warn("kubelet_stats: {}: {}", state.node().meta().name(), state.problem());
    }
  }

  private int scrapeOnce(NodeState state, Duration timeout)
      throws IOException, InterruptedException {
    NodeRecord node = state.node();
    Summary summary = SummaryReader.read(kubelets.get(node, "/stats/summary", timeout));
    counters.skipped.add(summary.skipped());
    Scrape scrape = new Scrape(settings, view, node, Map.of(), claims, state.rates, clock.millis());
    if (scrape.wantsMore(summary)) {
      Map<String, ToldPod> told = PodsReader.read(kubelets.get(node, "/pods", timeout));
      scrape = new Scrape(settings, view, node, told, claims, state.rates, clock.millis());
    }
    List<MetricPoint> points = scrape.points(summary);
    sink.points(NAME, scrape.nowMs(), points);
    return points.size();
  }

  private static String words(Exception e) {
    String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return "cannot ask the kubelet: " + words;
  }

  /** By problem: the same one of a thousand nodes is one line. */
  private List<String> summarise() {
    Map<String, List<String>> nodes = new TreeMap<>();
    for (NodeState state : scrapes.all()) {
      if (state.failing()) {
        nodes
            .computeIfAbsent(state.problem(), p -> new ArrayList<>())
            .add(state.node().meta().name());
      }
    }
    return nodes.entrySet().stream()
        .map(entry -> NAME + ": " + names(entry.getValue()) + ": " + entry.getKey())
        .toList();
  }

  private static String names(List<String> nodes) {
    List<String> sorted = nodes.stream().sorted().toList();
    String first = String.join(", ", sorted.subList(0, Math.min(NAMED, sorted.size())));
    return sorted.size() <= NAMED ? first : first + " and " + (sorted.size() - NAMED) + " more";
  }

  private static ThreadFactory daemon() {
    return work -> {
      Thread thread = new Thread(work, NAME);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    // A scrape that is interrupted has handed nothing over; one that ends does so before this does.
    long until = System.nanoTime() + CLOSE_NANOS;
    List<ExecutorService> all = List.of(ticker, healthy, suspect);
    all.forEach(ExecutorService::shutdownNow);
    try {
      for (ExecutorService one : all) {
        if (!one.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          logger.warn("kubelet_stats: a scrape goes on (expected: its end within a second)");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kubelets.close();
  }
}
