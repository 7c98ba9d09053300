package dev.nodecast.agent.stream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stream tells about itself, and whether it is to end. Shared by all its threads. */
final class StreamCounters {
  private static final Logger LOG = LoggerFactory.getLogger(StreamCounters.class);

  private final AckLatencies latencies = new AckLatencies();
  private boolean connected;
  private long sinceMs = System.currentTimeMillis();
  private String lastError = "";
  private long connections;
  private long sentFrames;
  private long sentBytes;
  private boolean closing;
  private long closeDeadline;

  synchronized void connected(StreamTarget target, String version) {
    connected = true;
    sinceMs = System.currentTimeMillis();
    connections++;
    if (connections == 1 || !lastError.isEmpty()) {
      LOG.info("stream: connected to {}, aggregator {}", target, version);
    }
    lastError = "";
  }

  /** Notes the end of a connection; a reason is logged when it is not the one before. */
  synchronized void disconnected(StreamTarget target, String reason) {
    if (connected) {
      sinceMs = System.currentTimeMillis();
      connected = false;
    }
    if (!reason.equals(lastError) && !reason.isEmpty()) {
      LOG.warn("stream: {}: {}", target, reason);
      lastError = reason;
    }
  }

  synchronized void sent(int bytes) {
    sentFrames++;
    sentBytes += bytes;
  }

  void acked(long timeMs) {
    latencies.add(TimeUnit.MILLISECONDS.toMicros(Math.max(0, System.currentTimeMillis() - timeMs)));
  }

  void drainAckLatencies(LongConsumer to) {
    latencies.drain(to);
  }

  /** From now on the stream only delivers what is spooled, until the deadline. */
  synchronized void close(long deadlineNanos) {
    closing = true;
    closeDeadline = deadlineNanos;
  }

  synchronized boolean closing() {
    return closing;
  }

  /** {@code System.nanoTime} of the end; only when {@link #closing()}. */
  synchronized long closeDeadline() {
    return closeDeadline;
  }

  synchronized StreamStatus status(SpoolStatus spool) {
    return new StreamStatus(
        connected,
        sinceMs,
        lastError,
        sentFrames,
        sentBytes,
        spool.ackedSeq(),
        spool.unackedFrames(),
        spool.unackedAgeMs(),
        Math.max(0, connections - 1));
  }
}
