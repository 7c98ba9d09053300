package dev.nodecast.bench.sim;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cluster of services that call each other, both ends watched, under the aggregator's live state
 * and real HTTP server. Every rate and percentile changes in every second.
 */
public final class CallCluster implements AutoCloseable {
  private static final int NODES = 7;
  private static final int NAMESPACES = 10;
  private static final int WINDOW_MS = 5000;
  private static final String[] PROTOCOLS = {"http1", "http2", "postgresql", "redis", "kafka"};

  private final NodeWriter[] writers = new NodeWriter[NODES];
  private final byte[][][] ticks = new byte[NODES][][];
  private final LivePages pages;
  private final AtomicInteger applied = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param count of ticks that are prepared; values rest when they are used up
   */
  public CallCluster(int services, int calls, int count)
      throws IOException, MalformedTickException {
    CallNode[] nodes = new CallNode[NODES];
    for (int n = 0; n < NODES; n++) {
      nodes[n] = new CallNode(n);
    }
    fill(nodes, services, calls);
    LiveState live = new LiveState(NODES, 1_000_000);
    long now = System.currentTimeMillis() / WINDOW_MS * WINDOW_MS;
    for (int n = 0; n < NODES; n++) {
      String name = "node-" + n;
      NodeState.AgentInfo agent =
          new NodeState.AgentInfo("boot", "bench", "6.1.0", "x86_64", "127.0.0.1", now, true, "");
      writers[n] =
          new NodeWriter(
              live,
              live.open(name, agent),
              CatalogMap.map(),
              new TickReader(WireSchema.shape(WireSchema.current()), 100_000),
              WINDOW_MS,
              new long[WindowStore.TABLES]);
      byte[] keyframe = nodes[n].tick(now, true);
      writers[n].apply(1, keyframe, 0, keyframe.length, System.currentTimeMillis());
      ticks[n] = new byte[count][];
      for (int t = 0; t < count; t++) {
        ticks[n][t] = nodes[n].tick(now + (t + 1) * 1000L, false);
      }
    }
    pages = new LivePages(live, WINDOW_MS);
  }

  /** Most call what is deeper; one of fifty calls back. One of thirty fails. */
  private static void fill(CallNode[] nodes, int services, int calls) {
    Random random = new Random(1);
    double[] answered = new double[services];
    double[] failed = new double[services];
    Set<Long> known = new HashSet<>();
    while (known.size() < calls) {
      int from = known.size() < services - 1 ? (known.size() + 1) / 3 : random.nextInt(services);
      int to =
          known.size() < services - 1
              ? known.size() + 1
              : Math.min(services - 1, from + 1 + random.nextInt(services / 3));
      boolean back = random.nextInt(50) == 0;
      int client = back ? to : from;
      int server = back ? from : to;
      if (client == server || !known.add((long) client << 32 | server)) {
        continue;
      }
      double rate = Math.exp(random.nextDouble() * 8);
      double errors = random.nextInt(30) == 0 ? 0.03 + random.nextDouble() / 10 : 0;
      String protocol = PROTOCOLS[server % PROTOCOLS.length];
      nodes[server % NODES].call(labels(client, server, protocol, "server"), rate, errors);
      nodes[client % NODES].call(labels(client, server, protocol, "client"), rate, errors);
      answered[server] += rate;
      failed[server] += rate * errors;
    }
    for (int service = 1; service < services; service++) {
      if (answered[service] > 0) {
        double share = failed[service] / answered[service];
        nodes[service % NODES].serve(served(service), answered[service], share);
      }
    }
  }

  private static String[] served(int service) {
    String name = "service-" + service;
    return new String[] {
      "team-" + service % NAMESPACES,
      name,
      name + "-0",
      "main",
      "uid-" + service,
      "id-" + service,
      name,
      "server",
      PROTOCOLS[service % PROTOCOLS.length],
      "GET",
      "/things/{id}",
      "200"
    };
  }

  private static String[] labels(int client, int server, String protocol, String seenBy) {
    String[] labels = new String[10];
    end(labels, 0, client);
    end(labels, 4, server);
    labels[8] = protocol;
    labels[9] = seenBy;
    return labels;
  }

  /** The first is the world outside. */
  private static void end(String[] labels, int at, int service) {
    boolean outside = service == 0;
    labels[at] = outside ? "outside" : "workload";
    labels[at + 1] = outside ? "" : "team-" + service % NAMESPACES;
    labels[at + 2] = outside ? "" : "service-" + service;
    labels[at + 3] = outside ? "~internet" : "service-" + service;
  }

  public int port() {
    return pages.port();
  }

  /** Applies one tick of all nodes every second, as agents do that share the wall clock. */
  public void start() {
    timer.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  private void tick() {
    int t = applied.get();
    if (t >= ticks[0].length) {
      return;
    }
    try {
      for (int n = 0; n < NODES; n++) {
        byte[] tick = ticks[n][t];
        writers[n].apply(t + 2, tick, 0, tick.length, System.currentTimeMillis());
      }
    } catch (MalformedTickException e) {
      throw new IllegalStateException(e);
    }
    applied.incrementAndGet();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pages.close();
  }
}
