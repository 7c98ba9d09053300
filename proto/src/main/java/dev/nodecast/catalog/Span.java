package dev.nodecast.catalog;

import java.util.List;

/**
 * One sampled request and its answer, seen at one of its ends. Texts are cut to their bounds.
 *
 * @param labels values of {@link SpanKind}'s labels, in order; spans of one row share the list
 * @param startUs first bytes of the request, Unix microseconds
 * @param durationUs until the last bytes of the answer
 * @param error whether it failed by the protocol's own word
 * @param peerAddress of the other end of the connection; empty where it is not known
 * @param peerPort likewise; 0
 * @param traceHigh first half of the trace's id, in W3C's order
 * @param traceLow second half
 * @param spanId its own
 * @param parentSpanId 0: none was told
 */
public record Span(
    List<String> labels,
    long startUs,
    long durationUs,
    boolean error,
    String peerAddress,
    int peerPort,
    long traceHigh,
    long traceLow,
    long spanId,
    long parentSpanId) {
  /** Most spans that an agent sends in one tick, whatever its target. */
  public static final int MAX_PER_TICK = 10_000;

  /** Characters of a label. */
  public static final int MAX_LABEL = Event.MAX_LABEL;

  /** Characters of an address: IPv6 with an IPv4 at its end. */
  public static final int MAX_ADDRESS = 45;

  /** {@link #labels} as this class takes them: as many as there are, none longer than its bound. */
  public static List<String> bounded(List<String> labels) {
    List<String> out = new java.util.ArrayList<>(labels);
    while (out.size() < SpanKind.KIND.labels().size()) {
      out.add("");
    }
    out.replaceAll(label -> Event.cut(label, MAX_LABEL));
    return List.copyOf(out.subList(0, SpanKind.KIND.labels().size()));
  }

  /** The same under other labels. */
  public Span of(List<String> others) {
    return new Span(
        others,
        startUs,
        durationUs,
        error,
        peerAddress,
        peerPort,
        traceHigh,
        traceLow,
        spanId,
        parentSpanId);
  }

  /** As W3C's trace context spells it: 32 hexadecimal digits. */
  public String traceId() {
    return hex(traceHigh) + hex(traceLow);
  }

  /** 16 hexadecimal digits. */
  public static String hex(long id) {
    String digits = Long.toHexString(id);
    return "0".repeat(16 - digits.length()) + digits;
  }

  /** What it takes on the heap, about; its labels are shared. */
  public static final int BYTES = 160;
}
