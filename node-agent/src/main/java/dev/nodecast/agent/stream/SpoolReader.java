package dev.nodecast.agent.stream;

import java.io.IOException;

/**
 * Reads the frames of one epoch in order, up to the newest and on as it grows, straight from disk.
 * Belongs to the stream's thread.
 */
final class SpoolReader implements AutoCloseable {
  enum Next {
    /** A frame was read. */
    FRAME,
    /** All were read; more will come. */
    NOTHING_YET,
    /** All were read that may follow each other in one session; acknowledgements are due. */
    END,
    /** What comes next was dropped from the spool. */
    GONE
  }

  private final Spool spool;
  private final Epoch epoch;
  private final FrameFile file = new FrameFile();
  private Segment segment;
  private long offset;
  private long nextOrder;
  private long expected;

  SpoolReader(Spool spool, Epoch epoch, long firstOrder, long expected) {
    this.spool = spool;
    this.epoch = epoch;
    this.nextOrder = firstOrder;
    this.expected = expected;
  }

  Next next() {
    while (true) {
      Next state = advance();
      if (state != Next.FRAME) {
        return state;
      }
      // Outside the lock: bytes of stored frames never change, and an unlinked file stays readable.
      if (read()) {
        offset += file.frameBytes();
        expected++;
        return Next.FRAME;
      }
      spool.corrupt(segment, expected);
    }
  }

  /** The last frame; its array is valid until the next call of {@link #next}. */
  FrameFile frame() {
    return file;
  }

  private Next advance() {
    synchronized (spool) {
      while (true) {
        if (segment == null) {
          Segment found = spool.segments().from(nextOrder);
          if (found == null) {
            return spool.grows(epoch) ? Next.NOTHING_YET : Next.END;
          }
          if (found.firstSeq != expected || !found.epoch.equals(epoch)) {
            return Next.END;
          }
          segment = found;
          offset = found.headerBytes;
          closeFile();
        }
        if (expected <= segment.lastSeq) {
          return segment.gone ? Next.GONE : Next.FRAME;
        }
        if (segment == spool.segments().newest()) {
          return spool.grows(epoch) ? Next.NOTHING_YET : Next.END;
        }
        nextOrder = segment.order + 1;
        segment = null;
      }
    }
  }

  private boolean read() {
    try {
      if (!file.isOpen()) {
        file.open(segment.file);
      }
      return file.frame(offset, expected);
    } catch (IOException e) {
      return false;
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      // Opened for reading only: nothing can be lost.
    }
  }

  @Override
  public void close() {
    closeFile();
  }
}
