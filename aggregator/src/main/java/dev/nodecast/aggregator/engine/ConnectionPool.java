package dev.nodecast.aggregator.engine;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections, all opened before serving (see {@link Signals}). One is kept for inserts, so
 * that long SELECTs never starve the writer, and one for our own control statements (KILL QUERY),
 * so that a cancel never waits behind what it cancels.
 */
final class ConnectionPool {
  private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
  private static final long WAIT_SECONDS = 5;

  private final ChdbConnection control;
  private final BlockingQueue<ChdbConnection> inserts = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<ChdbConnection> general;
  private final AtomicInteger lost = new AtomicInteger();

  /** Needs at least three: control, inserts, and one for all else. */
  ConnectionPool(List<ChdbConnection> connections) {
    control = connections.get(0);
    inserts.add(connections.get(1));
    general = new ArrayBlockingQueue<>(connections.size() - 2);
    general.addAll(connections.subList(2, connections.size()));
  }

  ChdbConnection take() throws InterruptedException {
    return orBusy(general.poll(WAIT_SECONDS, TimeUnit.SECONDS));
  }

  /** The insert connection, else one of the others, else the first insert connection to be free. */
  ChdbConnection takeForInsert() throws InterruptedException {
    ChdbConnection connection = inserts.poll();
    if (connection == null) {
      connection = general.poll();
    }
    return connection != null ? connection : orBusy(inserts.poll(WAIT_SECONDS, TimeUnit.SECONDS));
  }

  private static ChdbConnection orBusy(ChdbConnection connection) {
    if (connection == null) {
      throw new ClickHouseException(
          ClickHouseException.TOO_MANY_SIMULTANEOUS_QUERIES,
          "Too many simultaneous queries: no connection became free in " + WAIT_SECONDS + " s");
    }
    return connection;
  }

  /** Gives a connection back in its fresh state. */
  void release(ChdbConnection connection, boolean afterSession) {
    try {
      if (afterSession) {
        connection.resetSession();
      } else {
        connection.reset();
      }
    } catch (ClickHouseException e) {
      // Unclean: never lent again. Settings that forbid their reset are refused, so this is rare.
      log.error("connection lost: {} (lost so far: {})", e.getMessage(), lost.incrementAndGet());
      return;
    }
    // The insert connection and the others are equal; whichever lane is empty first gets it.
    if (!inserts.offer(connection)) {
      general.add(connection);
    }
  }

  /** Runs a statement of our own on the connection that nothing else uses. */
  synchronized String control(String sql) {
    return control.text(sql);
  }
}
