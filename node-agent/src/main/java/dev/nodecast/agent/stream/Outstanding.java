package dev.nodecast.agent.stream;

/**
 * The frames of a session that are sent and not acknowledged: consecutive numbers, so a ring of
 * their sizes and times is enough. Bounded; belongs to the stream's thread.
 */
final class Outstanding {
  static final int MAX_FRAMES = 4096;

  /** Takes the age of each acknowledged frame. */
  interface AckListener {
    /** The frame of the tick at {@code timeMs} (Unix milliseconds) was acknowledged. */
    void acked(long timeMs);
  }

  private final int[] bytes = new int[MAX_FRAMES];
  private final long[] timeMs = new long[MAX_FRAMES];
  private long first;
  private long next;
  private long total;

  /** Frames below {@code first} are acknowledged already. */
  Outstanding(long first) {
    this.first = first;
    this.next = first;
  }

  boolean full() {
    return next - first >= MAX_FRAMES;
  }

  boolean none() {
    return next == first;
  }

  /** Bytes as sent. */
  long bytes() {
    return total;
  }

  void sent(long seq, int size, long tickMs) {
    if (seq < first) {
      return; // sent again only for the state that it builds
    }
    if (none()) {
      first = seq;
    }
    bytes[(int) (seq % MAX_FRAMES)] = size;
    timeMs[(int) (seq % MAX_FRAMES)] = tickMs;
    total += size;
    next = seq + 1;
  }

  void acked(long seq, AckListener listener) {
    for (; first < next && first <= seq; first++) {
      int at = (int) (first % MAX_FRAMES);
      total -= bytes[at];
      listener.acked(timeMs[at]);
    }
  }
}
