package dev.nodecast.aggregator.engine;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * HTTP sessions: a {@code session_id} pins a connection, so that SET, USE and temporary tables last
 * from one request to the next. At most {@link #MAX_SESSIONS}, so that others keep connections, and
 * each ends when idle for its timeout.
 */
final class Sessions {
  static final int MAX_SESSIONS = 2;
  private static final long MAX_TIMEOUT_SECONDS = 3600;

  private final ConnectionPool pool;
  private final Map<String, Session> sessions = new HashMap<>();

  Sessions(ConnectionPool pool) {
    this.pool = pool;
  }

  private static final class Session {
    final ChdbConnection connection;
    boolean busy = true;
    long expiresAtNanos;

    Session(ChdbConnection connection) {
      this.connection = connection;
    }
  }

  /** The session's connection; {@code check} asks that it exists already. */
  synchronized ChdbConnection enter(String id, boolean check) throws InterruptedException {
    expire();
    Session session = sessions.get(id);
    if (session == null) {
      if (check) {
        throw new ClickHouseException(ClickHouseException.SESSION_NOT_FOUND, "Session not found");
      }
      if (sessions.size() >= MAX_SESSIONS) {
        throw new ClickHouseException(
            ClickHouseException.TOO_MANY_SIMULTANEOUS_QUERIES,
            "sessions: " + sessions.size() + " (expected: fewer than " + MAX_SESSIONS + ")");
      }
      session = new Session(pool.take());
      sessions.put(id, session);
    } else if (session.busy) {
      throw new ClickHouseException(
          ClickHouseException.SESSION_IS_LOCKED, "Session is locked by a concurrent client");
    }
    session.busy = true;
    return session.connection;
  }

  synchronized void leave(String id, long timeoutSeconds) {
    Session session = sessions.get(id);
    long seconds = Math.max(1, Math.min(timeoutSeconds, MAX_TIMEOUT_SECONDS));
    session.expiresAtNanos = System.nanoTime() + seconds * 1_000_000_000L;
    session.busy = false;
  }

  /** Ends what has been idle too long; called once a second. */
  synchronized void expire() {
    long now = System.nanoTime();
    for (Iterator<Session> all = sessions.values().iterator(); all.hasNext(); ) {
      Session session = all.next();
      if (!session.busy && now - session.expiresAtNanos >= 0) {
        all.remove();
        pool.release(session.connection, true);
      }
    }
  }
}
