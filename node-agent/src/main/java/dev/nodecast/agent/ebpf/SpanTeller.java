package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.exchange.ExchangeReader;
import dev.nodecast.agent.exchange.Row;
import dev.nodecast.agent.exchange.SampledExchange;
import dev.nodecast.agent.exchange.SpanSampler;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.catalog.Span;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Tells the spans of a tick, under the labels of their rows. On the tick thread. */
final class SpanTeller implements SpanSampler.Chosen {
  /** Ticks for which a row's labels are awaited; a cgroup's name is not awaited longer. */
  private static final int PATIENCE = 15;

  private record Unnamed(Row row, Span span, int ticks) {}

  private final ExchangeReader reader;
  private final Deque<Unnamed> unnamed = new ArrayDeque<>();
  private Samples samples;
  private Function<Row, Entity> rows;
  private long wallNs;
  private long lastNs = System.nanoTime();

  SpanTeller(ExchangeReader reader) {
    this.reader = reader;
  }

  /**
   * @param entities of rows that were told of; null for others
   */
  void tell(Exchanges from, Samples to, Function<Row, Entity> entities) {
    samples = to;
    rows = entities;
    long now = System.nanoTime(); // CLOCK_MONOTONIC, as the kernel's times are
    Instant wall = Instant.now();
    wallNs = wall.getEpochSecond() * 1_000_000_000 + wall.getNano() - now;
    for (int waiting = unnamed.size(); waiting > 0; waiting--) {
      Unnamed one = unnamed.remove();
      tell(one.row, one.span, one.ticks + 1);
    }
    reader.sample(from, now - lastNs, this);
    lastNs = now;
    to.spanCounts().leftOut(reader.spans().droppedByRate(), reader.spans().droppedByTarget());
  }

  @Override
  public void span(SampledExchange of) {
    Entity entity = rows.apply(of.row);
    if (entity == null) {
      tell(of.row, of.span(List.of(), wallNs), 0);
    } else {
      tell(entity, of.span(entity.labels(), wallNs));
    }
  }

  private void tell(Entity entity, Span span) {
    samples.span(span);
    samples.exemplar(entity, span);
  }

  private void tell(Row row, Span span, int ticks) {
    Entity entity = rows.apply(row);
    if (entity != null) {
      tell(entity, span.of(entity.labels()));
    } else if (ticks < PATIENCE && unnamed.size() < Span.MAX_PER_TICK) {
      unnamed.add(new Unnamed(row, span, ticks));
    } else {
      samples.spanCounts().unnamed();
    }
  }
}
