package dev.nodecast.bench.sim;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The aggregator's live state and real HTTP server over a thousand nodes, without a store. Ten
 * kinds of nodes have ticks of their own; nodes of one kind differ in their names only.
 */
public final class LargeCluster implements AutoCloseable {
  private static final int SHAPES = 10;
  private static final int WINDOW_MS = 5000;

  private final NodeWriter[] writers;
  private final byte[][][] ticks = new byte[SHAPES][][];
  private final LivePages pages;
  private final int pods;
  private final AtomicInteger applied = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param count of ticks that are prepared; values rest when they are used up
   */
  public LargeCluster(int nodes, int podsPerNode, int count)
      throws IOException, MalformedTickException {
    LiveState live = new LiveState(nodes, 10_000_000);
    writers = new NodeWriter[nodes];
    long now = System.currentTimeMillis() / WINDOW_MS * WINDOW_MS;
    // Four of five containers have a pod of their own.
    int containers = podsPerNode * 5 / 4;
    for (int n = 0; n < nodes; n++) {
      String name = String.format("node-%04d", n);
      // A seed for each shape: values are the same, so the ticks after the first one are too.
      SimulatedNode node = new SimulatedNode(name, n, containers, 20, n % SHAPES);
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
      byte[] keyframe = node.tick(now, true);
      writers[n].apply(1, keyframe, 0, keyframe.length, System.currentTimeMillis());
      if (n < SHAPES) {
        ticks[n] = new byte[count][];
        for (int t = 0; t < count; t++) {
          ticks[n][t] = node.tick(now + (t + 1) * 1000L, false);
        }
      }
    }
    pods = FleetNames.pods(nodes * containers);
    pages = new LivePages(live, WINDOW_MS);
  }

  public int port() {
    return pages.port();
  }

  public int pods() {
    return pods;
  }

  /**
   * Applies one tick of all nodes every second, at once, as agents do that share the wall clock.
   */
  public void start() {
    timer.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  /** Ticks of all nodes applied. */
  public int applied() {
    return applied.get();
  }

  private void tick() {
    int t = applied.get();
    if (t >= ticks[0].length) {
      return;
    }
    try {
      for (int n = 0; n < writers.length; n++) {
        byte[] tick = ticks[n % SHAPES][t];
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
