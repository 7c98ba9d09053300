package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.v1.Frame;
import dev.nodecast.wire.MalformedTickException;
import io.grpc.Status;

/**
 * Takes the frames of one stream in, in order, and counts them. Guarded by its session's monitor.
 */
final class FrameIntake implements AutoCloseable {
  private final String node;
  private final NodeWriter writer;
  private final IngestLimits limits;
  private final IngestCounters counters;
  private final FrameInflater inflater;
  private long lastSeq;

  FrameIntake(String node, NodeWriter writer, IngestLimits limits, IngestCounters counters) {
    this.node = node;
    this.writer = writer;
    this.limits = limits;
    this.counters = counters;
    inflater = new FrameInflater(limits.maxFrameBytes());
  }

  /** Of the last frame, 0 before the first. */
  long lastSeq() {
    return lastSeq;
  }

  /** The window that this frame closed, or null. */
  Window take(Frame frame) throws RefusedException {
    long seq = frame.getSeq();
    if (seq <= 0 || (lastSeq != 0 && seq != lastSeq + 1)) {
      throw new RefusedException(
          Reason.SEQUENCE_GAP,
          Status.INVALID_ARGUMENT,
          "frame "
              + Long.toUnsignedString(seq)
              + ": out of order (expected: "
              + (lastSeq + 1)
              + ")");
    }
    lastSeq = seq;
    try {
      return apply(frame);
    } catch (MalformedTickException e) {
      boolean large = frame.getLength() <= 0 || frame.getLength() > limits.maxFrameBytes();
      throw new RefusedException(
          large ? Reason.OVERSIZED_FRAME : Reason.MALFORMED_FRAME,
          Status.INVALID_ARGUMENT,
          "frame " + seq + ": " + e.getMessage());
    }
  }

  private Window apply(Frame frame) throws MalformedTickException {
    inflater.inflate(frame.getBody(), frame.getLength());
    long cells = writer.cells();
    long refused = writer.refusedEntities();
    long stray = writer.strayValues();
    Window closed =
        writer.apply(
            frame.getSeq(), inflater.bytes(), 0, frame.getLength(), System.currentTimeMillis());
    counters.frames.increment();
    counters.receivedBytes.add(frame.getBody().size());
    counters.inflatedBytes.add(frame.getLength());
    counters.cells.add(writer.cells() - cells);
    counters.dropped(Reason.ENTITY_LIMIT, node, writer.refusedEntities() - refused);
    counters.dropped(Reason.STRAY_VALUE, node, writer.strayValues() - stray);
    return closed;
  }

  @Override
  public void close() {
    inflater.close();
  }
}
