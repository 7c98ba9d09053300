package dev.nodecast.agent.stream;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What the tick thread sees of delivery: ask {@link #keyframeNeeded}, encode, {@link #append}. None
 * of its methods waits for the network.
 */
public final class Delivery implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  private final Spool spool;
  private final StreamCounters counters = new StreamCounters();
  private final Wakeup wakeup = new Wakeup();
  private final Thread thread;

  private Delivery(Spool spool, StreamTarget target, Backoff backoff, Orders orders) {
    this.spool = spool;
    AggregatorStream stream =
        new AggregatorStream(spool, target, counters, wakeup, backoff, orders);
    orders.peers().listen(wakeup::raise);
    thread = new Thread(stream, "nodecast-stream");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins to deliver what the spool holds and gets; the spool is closed with this.
   *
   * @param orders is told what the aggregator says
   */
  public static Delivery start(Spool spool, StreamTarget target, Orders orders) {
    return start(spool, target, Backoff.STANDARD, orders);
  }

  static Delivery start(Spool spool, StreamTarget target, Backoff backoff, Orders orders) {
    return new Delivery(spool, target, backoff, orders);
  }

  /** Whether the next frame must be a keyframe; ask before encoding it. */
  public boolean keyframeNeeded() {
    return spool.keyframeNeeded();
  }

  /**
   * Spools a frame and lets the stream send it. A frame that the disk refuses is dropped and
   * counted.
   *
   * @param timeMs the tick's time, Unix milliseconds
   * @param tick a serialized {@code nodecast.v1.Tick}, used only during this call
   */
  public void append(long timeMs, byte[] tick, int length, boolean keyframe) {
    if (spool.append(timeMs, tick, length, keyframe)) {
      wakeup.raise();
    }
  }

  /** The stream now. */
  public StreamStatus status() {
    return counters.status(spoolStatus());
  }

  /** The spool now. */
  public SpoolStatus spoolStatus() {
    return spool.status(System.currentTimeMillis());
  }

  /**
   * Hands over the time from tick to acknowledgement, microseconds, of each frame acknowledged
   * since the last call; at most 4096.
   */
  public void drainAckLatencies(LongConsumer to) {
    counters.drainAckLatencies(to);
  }

  /**
   * Sends what is spooled and waits for its acknowledgement, at most 2 s; what is left is sent by
   * the next process.
   */
  @Override
  public void close() throws IOException {
    counters.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
    wakeup.raise();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2 * CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spool.close();
  }
}
