package dev.nodecast.agent.self;

import dev.nodecast.agent.delta.SpanCounts;

/** Spans in the agent's own metrics. Any thread may write them. */
public final class SpanExposition {
  private static final String SENT = "nodecast_agent_spans_total";
  private static final String DROPPED = "nodecast_agent_spans_dropped_total";

  private SpanExposition() {}

  /** Adds both families. */
  public static void write(Exposition out, SpanCounts counts) {
    out.family(SENT, "counter", "Spans sent.").sample(SENT, counts.sent());
    out.family(DROPPED, "counter", "Requests that became no span, by reason; counts have them.");
    counts.dropped().forEach((reason, count) -> out.sample(DROPPED, count, "reason", reason));
  }
}
