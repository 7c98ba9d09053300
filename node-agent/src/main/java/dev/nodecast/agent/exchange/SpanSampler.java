package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.Span;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Chooses the exchanges that become spans: a share of all, and of those at most so many a second.
 * Beyond that whoever has most gives way: first among the parties, then among the rows of one, so
 * that a rare request is seen beside a frequent one. Of one row the slowest stays, and failed ones
 * sooner than others; else chance decides, for requests of one trace the same on all machines.
 * Counts are nobody's business here. For one thread.
 */
public final class SpanSampler {
  /** How much sooner one that failed is kept. */
  static final double ERROR_WEIGHT = 8;

  private static final double BITS = 0x1p-53;
  private static final double NANOS = 1e-9;

  /** More than a tick is late by. */
  private static final double SPARE = 1.25;

  /** Receives what was chosen. */
  public interface Chosen {
    /** Reused after the return. */
    void span(SampledExchange span);
  }

  private final SpanSettings settings;
  private final SplittableRandom random;
  private final Map<Party, PartySample> parties = new HashMap<>();
  private final ArrayDeque<SampledExchange> free = new ArrayDeque<>();
  private final KernelSampling kernel;
  private final Largest<PartySample> largest = new Largest<>();

  /** The one that was asked for last: a connection's exchanges come side by side. */
  private PartySample recent;

  private int size;
  private int room;
  private double credit;
  private long droppedByRate;
  private long droppedByTarget;

  /** The one that was offered last, when it is kept; its peer is still to be filled in. */
  private SampledExchange last;

  /**
   * @param seed of chance
   */
  public SpanSampler(SpanSettings settings, long seed) {
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.kernel = new KernelSampling(settings);
    this.room = (int) Math.min(Span.MAX_PER_TICK, 2L * settings.target());
  }

  /** Of what the kernel program counts. */
  KernelSampling kernel() {
    return kernel;
  }

  /**
   * An exchange is over.
   *
   * @return where the other end is to be filled in; null: it is no span
   */
  SampledExchange offer(Party party, Row row, Exchange exchange) {
    if (settings.off()) {
      return null;
    }
    double chance = chance(exchange.trace);
    if (chance >= settings.rate()) {
      droppedByRate++;
      return null;
    }
    double share = chance / settings.rate();
    double weight = exchange.error ? ERROR_WEIGHT : 1;
    PartySample of = of(party);
    RowSample to = of.of(row);
    if (size >= room && refused(of, to, exchange, share / weight)) {
      droppedByTarget++;
      return null;
    }
    SampledExchange one = free.isEmpty() ? new SampledExchange() : free.pop();
    one.set(exchange);
    one.hasPeer = false;
    one.party = party;
    one.row = row;
    // of those that got here, so that both decisions are one: Efraimidis and Spirakis, with weights
    one.rank = -Math.log1p(-share) / weight;
    if (one.traceHigh == 0 && one.traceLow == 0) {
      one.traceHigh = random.nextLong();
      one.traceLow = random.nextLong() | 1; // W3C: not all zeros
    }
    one.spanId = random.nextLong() | 1;
    last = one;
    of.add(to, one);
    largest.grown(of);
    size++;
    if (size > room) {
      evict(of, to);
    }
    return last;
  }

  /** The party's, empty at first. */
  private PartySample of(Party party) {
    if (recent == null || recent.party != party) {
      recent = parties.get(party);
      if (recent == null) {
        recent = new PartySample(party);
        parties.put(party, recent);
        largest.add(recent);
      }
    }
    return recent;
  }

  /**
   * Whether it would be the one that gives way at once, as most do of a tick that is busy: those
   * cost no more than this. -log(1 - x) is x at least, so that the rank is not needed for it.
   */
  private boolean refused(PartySample of, RowSample to, Exchange exchange, double leastRank) {
    return of.size() + 1 >= largest.top().size()
        && of.gives(to)
        && to.refuses(Math.max(0, exchange.endNs - exchange.startNs), leastRank);
  }

  /** From 0 to 1; the same for all requests of a trace, whose id may be any number. */
  private double chance(TraceContext trace) {
    if (trace.high == 0 && trace.low == 0) {
      return random.nextDouble();
    }
    return (mixed(trace.high ^ mixed(trace.low)) >>> 11) * BITS;
  }

  /** The finalizer of MurmurHash3. */
  private static long mixed(long value) {
    long hash = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }

  private void evict(PartySample preferred, RowSample row) {
    boolean own = preferred != null && preferred.size() >= largest.top().size();
    PartySample from = own ? preferred : largest.top();
    SampledExchange gone = from.evict(own ? row : null);
    largest.shrunk(from);
    if (gone == last) {
      last = null;
    }
    free.push(gone);
    size--;
    droppedByTarget++;
  }

  /**
   * The spans of a tick, those of one row side by side.
   *
   * @param elapsedNs since the last call
   */
  public void take(long elapsedNs, Chosen to) {
    double earned = settings.target() * (elapsedNs * NANOS);
    // Behind a tick that was late comes one that is early: a second's worth may be left for it.
    double allowed = Math.min(credit + earned, Math.max(earned, settings.target()));
    int most = (int) Math.min(Span.MAX_PER_TICK, allowed);
    while (size > most) {
      evict(null, null);
    }
    credit = allowed - size;
    for (PartySample party : largest.all()) {
      for (RowSample row : party.rows()) {
        for (int i = 0; i < row.size(); i++) {
          to.span(row.at(i));
          free.push(row.at(i));
        }
        row.clear();
      }
    }
    parties.clear();
    largest.clear();
    recent = null;
    last = null;
    size = 0;
    room = (int) Math.min(Span.MAX_PER_TICK, Math.max(2L * settings.target(), most * SPARE));
    droppedByTarget += kernel.unseen();
    while (free.size() > room) {
      free.pop();
    }
  }

  /** Exchanges that the share left out, ever. */
  public long droppedByRate() {
    return droppedByRate;
  }

  /** Exchanges beyond the target, ever. */
  public long droppedByTarget() {
    return droppedByTarget;
  }
}
