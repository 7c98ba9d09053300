package dev.nodecast.agent.delta;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Spans that travelled, and exchanges that became none, by reason. Any thread may ask. */
public final class SpanCounts {
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong rate = new AtomicLong();
  private final AtomicLong target = new AtomicLong();
  private final AtomicLong unnamed = new AtomicLong();
  private final AtomicLong limit = new AtomicLong();

  void sent(long more) {
    sent.addAndGet(more);
  }

  void overLimit() {
    limit.incrementAndGet();
  }

  /** Nobody knew for long whose it is. */
  public void unnamed() {
    unnamed.incrementAndGet();
  }

  /**
   * What sampling left out, ever.
   *
   * @param byRate outside the share that may be spans
   * @param byTarget beyond the spans of a second
   */
  public void leftOut(long byRate, long byTarget) {
    rate.set(byRate);
    target.set(byTarget);
  }

  /** Spans that travelled, ever. */
  public long sent() {
    return sent.get();
  }

  /** Exchanges without a span, by reason. */
  public Map<String, Long> dropped() {
    Map<String, Long> out = new LinkedHashMap<>();
    out.put("sampling_rate", rate.get());
    out.put("target_tps", target.get());
    out.put("no_name", unnamed.get());
    out.put("tick_limit", limit.get());
    return out;
  }
}
