package dev.nodecast.agent.stream;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a stream to the aggregator for as long as the agent lives, on a thread of its own: one
 * {@link StreamSession} after another, with a growing pause after a failure. Runs of the spool are
 * delivered strictly one after another: frames of an older boot id or schema are acknowledged
 * before younger ones are sent.
 */
final class AggregatorStream implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorStream.class);

  /** A connection that lived this long was no failure of connecting. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** At most a second with the standard backoff. */
  private static final int LIVE_ONLY_FAILURES = 2;

  private static final long WAIT_MS = 1_000;

  private final Spool spool;
  private final StreamTarget target;
  private final StreamCounters counters;
  private final Wakeup wakeup;
  private final Backoff backoff;
  private final Orders orders;
  private final Channels channels;
  private long refusedSeq;
  private String refusedBootId = "";

  AggregatorStream(
      Spool spool,
      StreamTarget target,
      StreamCounters counters,
      Wakeup wakeup,
      Backoff backoff,
      Orders orders) {
    this.orders = orders;
    this.spool = spool;
    this.target = target;
    this.counters = counters;
    this.wakeup = wakeup;
    this.backoff = backoff;
    this.channels = new Channels(target);
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!done()) {
        long began = System.nanoTime();
        StreamSession session = new StreamSession(spool, target, counters, wakeup, orders);
        Status end = attempt(session);
        boolean stable = session.welcomed() && System.nanoTime() - began > STABLE_NANOS;
        if (end.isOk() && session.welcomed()) {
          // The next run is due, or the server went away in good order; the latter repeats.
          counters.disconnected(target, "");
          failures = session.progressed() || stable ? 0 : Math.min(failures + 1, 3);
        } else {
          counters.disconnected(
              target, Refusal.describe(end, target.plaintext(), session.welcomed()));
          giveUpIfMalformed(session, end);
          failures = stable || session.progressed() ? 0 : failures + 1;
          if (session.liveOnly()) {
            // Storage is back: the history that waits must not wait for old failures' sake too.
            failures = Math.min(failures, LIVE_ONLY_FAILURES);
          }
        }
        if (!end.isOk() || failures > 0) {
          pause(backoff.delayMs(failures, ThreadLocalRandom.current().nextDouble()));
        }
      }
    } finally {
      channels.close();
    }
  }

  private Status attempt(StreamSession session) {
    ManagedChannel channel = null;
    try {
      channel = channels.open();
      return session.speak(channel);
    } catch (IOException e) {
      return Status.UNAVAILABLE.withDescription(e.getMessage());
    } catch (RuntimeException e) {
      // Whatever it is must not end delivery for the rest of the agent's life.
      LOG.error("stream: unexpected", e);
      return Status.INTERNAL.withDescription(e.toString());
    } finally {
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }

  /** The second refusal of one frame gives it up: a third would not end otherwise. */
  private void giveUpIfMalformed(StreamSession session, Status end) {
    long seq = Refusal.malformedSeq(end);
    if (seq == 0 || !session.welcomed()) {
      return;
    }
    if (seq == refusedSeq && session.bootId().equals(refusedBootId)) {
      LOG.error("stream: frame {} is refused twice, the rest of its segment is given up", seq);
      spool.reject(refusedBootId, seq);
      refusedSeq = 0;
    } else {
      refusedSeq = seq;
      refusedBootId = session.bootId();
    }
  }

  private void pause(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!done()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return;
      }
      spool.maintain();
      wakeup.await(Math.min(left, WAIT_MS));
    }
  }

  /** When asked to end: all is delivered, or the time for it is over. */
  private boolean done() {
    return counters.closing()
        && (spool.status(0).unackedFrames() == 0
            || System.nanoTime() - counters.closeDeadline() >= 0);
  }
}
