package dev.nodecast.aggregator.ingest;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What ingest did and refused, since start. Shown on the Status page and on {@code /metrics}. */
public final class IngestCounters {
  /** Nodes and reasons that are remembered apart; strangers choose names, so there is a bound. */
  static final int MOST_FAULTS = 500;

  /** Why something was refused or dropped; the label of {@code nodecast_ingest_dropped_total}. */
  public enum Reason {
    WRONG_TOKEN("Agent refused: its token is not the aggregator's (NODECAST_TOKEN)", false),
    BAD_HELLO("Agent refused: its first message, Hello, is wrong", false),
    NAME_TAKEN("Agent refused: another agent has its node name (NODECAST_NODE)", false),
    NODE_LIMIT("Agent refused: one node more than NODECAST_MAX_NODES", false),
    STANDBY("Agent refused: another aggregator is active and this one waits", false),
    NO_HELLO("Connection refused: it did not begin with Hello", false),
    MALFORMED_FRAME("Frame refused: it cannot be decoded", true),
    OVERSIZED_FRAME("Frame refused: larger than frames may be", true),
    SEQUENCE_GAP("Frame refused: replayed or out of order; the agent sends again", false),
    ENTITY_LIMIT("Entities left out: more than NODECAST_MAX_ENTITIES", true),
    STRAY_VALUE("Values left out: of entities that are left out or unknown", true),
    /** A defect of this aggregator ended the stream. */
    INTERNAL("Connection ended by a failure of the aggregator, see its log", false),
    /** Windows left to the agents' spools because the store was away or full; they come again. */
    STORE_BUSY("Windows left to the agent: storage is away or full; they come again", false);

    private final String text;
    private final boolean lost;

    Reason(String text, boolean lost) {
      this.text = text;
      this.lost = lost;
    }

    /** For people. */
    public String text() {
      return text;
    }

    /** Whether something that was measured may be missing now; the agent keeps the rest. */
    public boolean lost() {
      return lost;
    }

    /** The label. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One reason on one node.
   *
   * @param node as it calls itself; empty for those that were not told apart
   * @param lastMs when it last happened, 0 when that is not known
   */
  public record Fault(Reason reason, String node, long count, long lastMs) {}

  private record Key(Reason reason, String node) {}

  public final LongAdder frames = new LongAdder();
  public final LongAdder receivedBytes = new LongAdder();
  public final LongAdder inflatedBytes = new LongAdder();
  public final LongAdder cells = new LongAdder();
  public final LongAdder windows = new LongAdder();

  /** Pods of their nodes that agents were told of, as sent. */
  public final LongAdder inventoryBytes = new LongAdder();

  private final Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
  private final Clock clock;
  private long clockSteps;
  private long lastClockStepMs;

  /** The one that has been quiet for longest goes first. */
  private final Map<Key, Fault> faults =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Fault> eldest) {
          return size() > MOST_FAULTS;
        }
      };

  public IngestCounters() {
    this(Clock.systemUTC());
  }

  /**
   * @param clock tells when something happened
   */
  public IngestCounters(Clock clock) {
    this.clock = clock;
  }

  /**
   * Something was refused or dropped.
   *
   * @param node the offender; strangers' names must be bounded and printable
   */
  public synchronized void dropped(Reason reason, String node, long count) {
    if (count <= 0) {
      return;
    }
    dropped.merge(reason, count, Long::sum);
    Key key = new Key(reason, node);
    Fault before = faults.remove(key);
    long sum = count + (before == null ? 0 : before.count());
    faults.put(key, new Fault(reason, node, sum, clock.millis()));
  }

  /** Counts by reason, lower case; reasons that never occurred are left out. */
  public synchronized Map<String, Long> dropped() {
    Map<String, Long> out = new TreeMap<>();
    dropped.forEach((reason, count) -> out.put(reason.id(), count));
    return out;
  }

  /** The same by node, the latest first; what is no longer told apart comes last, without node. */
  public synchronized List<Fault> faults() {
    Map<Reason, Long> rest = new EnumMap<>(dropped);
    List<Fault> out = new ArrayList<>(faults.values());
    Collections.reverse(out);
    for (Fault fault : out) {
      rest.merge(fault.reason(), -fault.count(), Long::sum);
    }
    rest.forEach(
        (reason, count) -> {
          if (count > 0) {
            out.add(new Fault(reason, "", count, 0));
          }
        });
    return out;
  }

  /** This machine's wall clock was set. */
  synchronized void clockStep() {
    clockSteps++;
    lastClockStepMs = clock.millis();
  }

  public synchronized long clockSteps() {
    return clockSteps;
  }

  /** 0 when it never was. */
  public synchronized long lastClockStepMs() {
    return lastClockStepMs;
  }
}
