package dev.nodecast.aggregator.ingest;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What ingest did and refused, since start. Shown on the Status page and on {@code /metrics}. */
public final class IngestCounters {
  /** Why something was refused or dropped; the label of {@code nodecast_ingest_dropped_total}. */
  public enum Reason {
    WRONG_TOKEN,
    BAD_HELLO,
    NAME_TAKEN,
    NODE_LIMIT,
    NO_HELLO,
    MALFORMED_FRAME,
    OVERSIZED_FRAME,
    SEQUENCE_GAP,
    ENTITY_LIMIT,
    STRAY_VALUE,
    /** A defect of this aggregator ended the stream. */
    INTERNAL,
    /** Windows left to the agents' spools because the store was away or full; they come again. */
    STORE_BUSY
  }

  public final LongAdder frames = new LongAdder();
  public final LongAdder receivedBytes = new LongAdder();
  public final LongAdder inflatedBytes = new LongAdder();
  public final LongAdder cells = new LongAdder();
  public final LongAdder windows = new LongAdder();
  private final Map<Reason, LongAdder> dropped = new ConcurrentHashMap<>();

  public void dropped(Reason reason) {
    dropped(reason, 1);
  }

  public void dropped(Reason reason, long count) {
    if (count > 0) {
      dropped.computeIfAbsent(reason, r -> new LongAdder()).add(count);
    }
  }

  /** Counts by reason, lower case; reasons that never occurred are left out. */
  public Map<String, Long> dropped() {
    Map<String, Long> out = new TreeMap<>();
    dropped.forEach(
        (reason, count) -> out.put(reason.name().toLowerCase(java.util.Locale.ROOT), count.sum()));
    return out;
  }
}
