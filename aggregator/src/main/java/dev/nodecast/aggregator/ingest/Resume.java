package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.store.WindowStore;

/**
 * Where a stream goes on.
 *
 * @param from the first frame that is asked for
 * @param counted by table, the last frame whose increases are stored or wait to be
 */
record Resume(long from, long[] counted) {
  /** Nothing is asked for: only the present is wanted. */
  static final Resume LIVE_ONLY = new Resume(0, new long[WindowStore.TABLES]);

  /**
   * @param stored by table, the last frame that is stored; of the node, the first kind, it is the
   *     one that all kinds have
   * @param waiting the last frame whose window the store has taken
   */
  static Resume after(long[] stored, long waiting) {
    long[] counted = new long[stored.length];
    // The node's row is written last: what it covers is stored in all kinds, also in those that
    // had no rows to carry a watermark of their own.
    for (int i = 0; i < counted.length; i++) {
      counted[i] = Math.max(Math.max(waiting, stored[i]), stored[0]);
    }
    // Windows that wait may still be lost with this process, so the agent must not take the
    // resume for an acknowledgement of them: they are asked for again, and not counted.
    return new Resume(stored[0] + 1, counted);
  }
}
