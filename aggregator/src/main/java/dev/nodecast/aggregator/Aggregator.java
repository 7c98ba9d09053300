package dev.nodecast.aggregator;

import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.IngestLimits;
import dev.nodecast.aggregator.ingest.IngestServer;
import dev.nodecast.aggregator.ingest.IngestService;
import dev.nodecast.aggregator.ingest.ProfileOrders;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.objects.KubeEvents;
import dev.nodecast.aggregator.kube.watch.Kubernetes;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.Periods;
import dev.nodecast.aggregator.store.Store;
import dev.nodecast.aggregator.web.DashboardData;
import dev.nodecast.aggregator.web.Health;
import dev.nodecast.aggregator.web.HttpServer;
import dev.nodecast.aggregator.web.KubernetesEvents;
import dev.nodecast.aggregator.web.KubernetesSource;
import dev.nodecast.aggregator.web.ProfileApi;
import dev.nodecast.aggregator.web.ReceiverMetrics;
import dev.nodecast.aggregator.web.SelfMetrics;
import dev.nodecast.aggregator.web.Storage;
import dev.nodecast.config.HostPort;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The aggregator's main: reads its configuration, connects the parts, runs until SIGTERM. */
public final class Aggregator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);
  private static final String VERSION = version();
  private static final int MAX_FRAME_BYTES = 16 << 20;
  private static final long MAX_UNACKED_BYTES = 32L << 20;
  private static final int MAX_SLOTS = 100_000;

  /** SIGTERM ends the process within this, whatever hangs; the engine ends with its parent. */
  private static final long STOP_MS = 9_500;

  private final Kubernetes kubernetes;
  private final ClusterReceivers receivers;
  private final ClusterStore collected;
  private final LateStore store;
  private final IngestServer ingest;
  private final DashboardData data;
  private final HttpServer http;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon());

  /**
   * Starts everything; ClickHouse may come later.
   *
   * @throws IOException naming the address that cannot be listened on
   */
  public Aggregator(AggregatorConfig config) throws IOException {
    Clock clock = Clock.system(ZoneId.systemDefault());
    LiveState live = new LiveState(config.maxNodes(), config.maxEntities());
    Sessions sessions = new Sessions(ProfileOrders.load(config.dataDir().resolve("profiles")));
    IngestCounters counters = new IngestCounters();
    kubernetes = new Kubernetes(config.kubernetes(), Aggregator::lostLease);
    ClusterStore cluster = new ClusterStore();
    collected = cluster;
    store = store(config, sessions, cluster);
    StoredPast past = new StoredPast(store, config.embedded() ? "embedded" : "external", cluster);
    KubeEvents events = new KubeEvents();
    SelfMetrics self = new SelfMetrics(VERSION, Path.of("/proc"), counters, clock);
    Health health = new Health(System::currentTimeMillis);
    data =
        new DashboardData(
            config.clusterName(),
            live,
            sessions::refusals,
            counters,
            past,
            self,
            new KubernetesSource(
                kubernetes.cluster(),
                new KubernetesEvents(events),
                kubernetes.cluster()::synced,
                kubernetes::holder),
            clock);
    IngestService service =
        new IngestService(
            VERSION, live, store, sessions, limits(config), counters, kubernetes::waiting);
    IngestServer agents = null;
    try {
      agents =
          new IngestServer(
              service,
              address(config.ingest()),
              config.tlsCert(),
              config.tlsKey(),
              MAX_FRAME_BYTES + (1 << 16));
      ingest = agents;
      health.clock("ingest timer", service::tickedMs);
      http =
          new HttpServer(
              address(config.http()),
              new HttpServer.Parts(
                  data,
                  live,
                  counters,
                  new ProfileApi(sessions, config.token().value()),
                  past,
                  self,
                  kubernetes.cluster(),
                  health,
                  () -> notReady(past, kubernetes),
                  (int) config.window().toSeconds(),
                  clock));
    } catch (IOException | RuntimeException e) {
      if (agents != null) {
        agents.close();
      }
      data.close();
      store.close();
      kubernetes.close();
      timer.shutdownNow();
      throw e;
    }
    receivers = new ClusterReceivers(config, kubernetes, cluster, sessions, events, clock);
    self.receivers(receivers.metrics());
    timer.scheduleWithFixedDelay(
        () -> SilentNodes.forget(live, clock.millis()), 1, 1, TimeUnit.MINUTES);
  }

  public static void main(String[] args) {
    AggregatorConfig config;
    try {
      config = AggregatorConfig.from(System.getenv(), args);
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      Aggregator aggregator = new Aggregator(config);
      Runtime.getRuntime().addShutdownHook(new Thread(aggregator::stop, "stop"));
      LOG.info(
          "nodecast aggregator {} serves http://{} and takes agents on {}",
          VERSION,
          new HostPort(config.http().host(), aggregator.httpPort()),
          new HostPort(config.ingest().host(), aggregator.ingestPort()));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  public int httpPort() {
    return http.port();
  }

  public int ingestPort() {
    return ingest.port();
  }

  /** What the receivers count. */
  ReceiverMetrics receiverMetrics() {
    return receivers.metrics();
  }

  /** How storing goes of what the receivers collect. */
  ClusterStore.Status collected() {
    return collected.status();
  }

  private static LateStore store(AggregatorConfig config, Sessions sessions, ClusterStore cluster) {
    LateStore late = new LateStore(url -> Store.open(options(config, url), cluster), sessions);
    return config.embedded()
        ? late.embedded(
            new EmbeddedClickHouse.Options(
                config.clickhouseLibrary(),
                config.dataDir(),
                config.clickhousePort(),
                config.clickhouseMemory(),
                config.dataDir().resolve("clickhouse.log")))
        : late.external(config.clickhouseUrl());
  }

  private static Store.Options options(AggregatorConfig config, String url) {
    return new Store.Options(
        url,
        config.clickhouseUser(),
        config.clickhousePassword().value(),
        "",
        config.embedded() ? config.dataDir() : null,
        (int) config.window().toSeconds(),
        config.pendingMax(),
        new Periods(
            config.retentionRaw(),
            config.retentionMinute(),
            config.retentionHour(),
            config.retentionSpan()),
        config.minFree(),
        // Dropping old days must have had its chance before writing stops.
        config.minFree() / 4);
  }

  private static IngestLimits limits(AggregatorConfig config) {
    return new IngestLimits(
        (int) config.window().toMillis(),
        MAX_UNACKED_BYTES,
        MAX_FRAME_BYTES,
        MAX_SLOTS,
        config.token().value());
  }

  private static List<String> notReady(StoredPast past, Kubernetes kubernetes) {
    List<String> why = new ArrayList<>();
    kubernetes.waiting().ifPresent(why::add);
    Storage.Facts facts = past.facts();
    if (!facts.ready()) {
      why.add("storage: " + facts.reason());
    }
    return why;
  }

  /** Whoever starts us again gets one that waits; what is not stored, agents still have. */
  private static void lostLease() {
    LOG.error("another aggregator took the lease: this one ends");
    new Thread(() -> System.exit(1), "lost-lease").start();
  }

  private static InetSocketAddress address(HostPort of) {
    return new InetSocketAddress(of.host(), of.port());
  }

  private static String version() {
    String packaged = Aggregator.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }

  private void stop() {
    CountDownLatch closed = new CountDownLatch(1);
    Thread limit =
        new Thread(
            () -> {
              try {
                if (!closed.await(STOP_MS, TimeUnit.MILLISECONDS)) {
                  Runtime.getRuntime().halt(1);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-limit");
    limit.setDaemon(true);
    limit.start();
    close();
    closed.countDown();
  }

  /**
   * In the order that loses nothing: receivers hand over the last of what they collect and agents
   * are told nothing more, no new frames, what was taken is stored, then the rest.
   */
  @Override
  public void close() {
    timer.shutdownNow();
    receivers.close();
    ingest.close();
    store.flush();
    http.close();
    data.close();
    store.close();
    kubernetes.close();
  }

  private static java.util.concurrent.ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "aggregator-timer");
      thread.setDaemon(true);
      return thread;
    };
  }
}
