package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.BlockSender.Sent;
import dev.nodecast.aggregator.store.Watermarks.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over all tables: every kind's rows, then {@code node}'s, whose row is the commit record.
 * A kind whose block is refused keeps its rows and is left alone for a while; the others go on, but
 * a window that lacks a kind gets no commit record and is not acknowledged. Used by the writer
 * alone.
 */
final class Round {
  private static final Logger log = LoggerFactory.getLogger(Round.class);
  private static final int NODE = 0;
  private static final long FIRST_REST_MS = 500;
  private static final long LONGEST_REST_MS = 30_000;

  /** Told what is stored. */
  interface Observer {
    /** Rows of this kind and window. */
    void stored(int kind, Window window);

    /** All of a stream up to this sequence number. */
    void committed(Stream stream, long seq);

    void freed(long bytes);
  }

  private final List<Table> tables;
  private final BlockSender sender;
  private final Watermarks marks;
  private final WriteCounters counters;
  private final Observer observer;
  private final NativeBlock block = new NativeBlock();
  private final long[] restUntil = new long[WindowStore.TABLES];
  private final long[] rest = new long[WindowStore.TABLES];
  private boolean schemaLost;

  /**
   * @param tables raw tables, as in the catalog, then events and spans
   */
  Round(
      List<Table> tables,
      BlockSender sender,
      Watermarks marks,
      WriteCounters counters,
      Observer observer) {
    this.tables = tables;
    this.sender = sender;
    this.marks = marks;
    this.counters = counters;
    this.observer = observer;
  }

  /**
   * Stores what can be stored and removes the windows that are done.
   *
   * @return false when the database is away: nothing more to try now
   */
  boolean run(List<Pending> pendings, long nowMs) {
    schemaLost = false;
    for (int kind = 1; kind < tables.size(); kind++) {
      if (restUntil[kind] <= nowMs && !write(kind, waiting(pendings, kind), nowMs)) {
        return false;
      }
    }
    boolean reached = restUntil[NODE] > nowMs || write(NODE, complete(pendings), nowMs);
    pendings.removeIf(this::finished);
    return reached;
  }

  private boolean finished(Pending pending) {
    if (!pending.onlyNodeLeft() || pending.left(NODE) != null) {
      return false;
    }
    observer.freed(pending.bytes());
    return true;
  }

  /** Whether a table or column was gone in this round. */
  boolean schemaLost() {
    return schemaLost;
  }

  /** A cured cause: try all kinds at once again. */
  void forgetRests() {
    Arrays.fill(restUntil, 0);
  }

  private static List<Pending> waiting(List<Pending> pendings, int kind) {
    List<Pending> out = new ArrayList<>();
    for (Pending pending : pendings) {
      if (pending.left(kind) != null) {
        out.add(pending);
      }
    }
    return out;
  }

  /** Windows of which only the commit record is missing, none before an incomplete one. */
  private static List<Pending> complete(List<Pending> pendings) {
    Set<Stream> blocked = new HashSet<>();
    List<Pending> out = new ArrayList<>();
    for (Pending pending : pendings) {
      if (!pending.onlyNodeLeft()) {
        blocked.add(pending.stream());
      } else if (pending.left(NODE) != null && !blocked.contains(pending.stream())) {
        out.add(pending);
      }
    }
    return out;
  }

  private boolean write(int kind, List<Pending> waiting, long nowMs) {
    waiting.removeIf(pending -> skipStored(kind, pending));
    while (!waiting.isEmpty()) {
      SortedMap<Long, List<Pending>> step = Batches.next(waiting, kind);
      for (Map.Entry<Long, List<Pending>> day : step.entrySet()) {
        Sent sent = send(kind, day.getKey(), day.getValue());
        if (sent != Sent.STORED) {
          return notStored(kind, sent, nowMs);
        }
      }
    }
    rest[kind] = 0;
    return true;
  }

  private Sent send(int kind, long day, List<Pending> pendings) {
    List<NativeBlock.Part> parts = new ArrayList<>(pendings.size());
    int rows = 0;
    for (Pending pending : pendings) {
      parts.add(new NativeBlock.Part(pending.window(), pending.left(kind)));
      rows += pending.left(kind).size();
    }
    Map<Stream, Long> last = Batches.last(pendings);
    if (rows > 0) {
      block.write(tables.get(kind), parts);
      Sent sent = sender.send(tables.get(kind), block, last, day);
      if (sent != Sent.STORED) {
        return sent;
      }
    }
    last.forEach((stream, seq) -> marks.advance(kind, stream, seq));
    counters.stored(tables.get(kind), rows);
    for (Pending pending : pendings) {
      observer.stored(kind, pending.window());
      observer.freed(pending.done(kind));
    }
    if (kind == NODE) {
      last.forEach(observer::committed);
    }
    return Sent.STORED;
  }

  private boolean notStored(int kind, Sent sent, long nowMs) {
    if (sent != Sent.REFUSED) {
      return false;
    }
    DatabaseException refusal = sender.lastFailure();
    rest[kind] = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, rest[kind] * 2));
    restUntil[kind] = nowMs + rest[kind];
    schemaLost |= refusal.schemaLost();
    counters.stuck(tables.get(kind), refusal.getMessage());
    log.warn("{}: refused, waits: {}", tables.get(kind).name(), refusal.getMessage());
    return true;
  }

  /** Rows that a replay brought although the table has them. */
  private boolean skipStored(int kind, Pending pending) {
    if (marks.of(kind, pending.stream()) < pending.window().lastSeq()) {
      return false;
    }
    counters.dropped("already_stored", pending.left(kind).size());
    observer.freed(pending.done(kind));
    if (kind == NODE) {
      observer.committed(pending.stream(), pending.window().lastSeq());
    }
    return true;
  }
}
