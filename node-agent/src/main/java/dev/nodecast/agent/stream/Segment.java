package dev.nodecast.agent.stream;

import java.nio.file.Path;

/**
 * What is known in memory of one segment file. Mutable fields are guarded by the spool's lock; the
 * file's bytes below {@link #bytes} never change.
 */
final class Segment {
  /** Position in the spool over all epochs; also the file's name. */
  final long order;

  final Path file;
  final Epoch epoch;
  final long firstSeq;
  final int headerBytes;

  /** Frames in the file; more than are to be sent once its end was given up. */
  long written;

  long lastSeq;
  long ackedSeq;
  long bytes;
  long firstTimeMs;
  long lastTimeMs;

  /** It left the spool: a reader in the middle of it must stop. */
  boolean gone;

  Segment(long order, Path file, Epoch epoch, long firstSeq, int headerBytes) {
    this.order = order;
    this.file = file;
    this.epoch = epoch;
    this.firstSeq = firstSeq;
    this.headerBytes = headerBytes;
    this.lastSeq = firstSeq - 1;
    this.ackedSeq = firstSeq - 1;
    this.bytes = headerBytes;
  }

  boolean empty() {
    return lastSeq < firstSeq;
  }

  long unacked() {
    return lastSeq - ackedSeq;
  }

  void appended(long timeMs, int frameBytes) {
    if (empty()) {
      firstTimeMs = timeMs;
    }
    lastTimeMs = timeMs;
    lastSeq++;
    written++;
    bytes += frameBytes;
  }

  /**
   * When the oldest unacknowledged frame was taken, Unix milliseconds. Interpolated: ticks are
   * evenly spaced, and keeping every frame's time would not be bounded.
   */
  long oldestUnackedMs() {
    long frames = lastSeq - firstSeq;
    return frames == 0
        ? firstTimeMs
        : firstTimeMs + (lastTimeMs - firstTimeMs) * (ackedSeq + 1 - firstSeq) / frames;
  }
}
