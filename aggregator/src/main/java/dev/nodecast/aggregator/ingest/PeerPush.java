package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.edge.EdgeJoin;
import dev.nodecast.aggregator.edge.Peer;
import dev.nodecast.aggregator.edge.ToldConnection;
import dev.nodecast.v1.Connections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents who is at the other ends of their connections. On a thread of its own: what one
 * agent tells is an answer for another, and a stream's thread must not take a second stream's
 * monitor.
 */
public final class PeerPush implements ConnectionSink, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(PeerPush.class);

  private static final long LOOK_MS = 50;
  private static final long CLOSE_MS = 500;

  private final EdgeJoin join;
  private final Sessions sessions;
  private final EdgeCounters counters;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "peer-push");
            thread.setDaemon(true);
            return thread;
          });

  public PeerPush(EdgeJoin join, Sessions sessions) {
    this.join = join;
    this.sessions = sessions;
    this.counters = new EdgeCounters(join);
    sessions.connections(this);
    timer.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  public EdgeCounters counters() {
    return counters;
  }

  @Override
  public void told(String node, Connections message) {
    List<ToldConnection> told = WireConnections.told(message);
    counters.told.add(told.size());
    counters.senseless.add(message.getConnectionsCount() - told.size());
    join.told(node, told, WireConnections.ended(message));
  }

  private void look() {
    try {
      for (Map.Entry<String, Map<Peer, List<Long>>> each : join.answers().entrySet()) {
        if (!sessions.tellPeers(each.getKey(), WireConnections.peers(each.getValue()))) {
          counters.unheard.add(each.getValue().values().stream().mapToLong(List::size).sum());
        }
      }
    } catch (RuntimeException e) {
      // The timer would never fire again, for nobody.
      logger.error("peers of connections", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        logger.warn("peers: a look goes on after {} ms (expected: its end)", CLOSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
