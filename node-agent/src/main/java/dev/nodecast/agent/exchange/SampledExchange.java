package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.Span;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** An exchange that may become a span. Used again and again: a receiver copies what it keeps. */
public final class SampledExchange {
  public Party party;
  public Row row;

  /** First bytes of the request, monotonic clock. */
  public long startNs;

  long endNs;
  boolean error;
  long traceHigh;
  long traceLow;
  long parent;
  long spanId;
  final byte[] peer = new byte[16];
  boolean hasPeer;
  int peerPort;

  /** Position among those of its row: the smaller, the sooner it is kept. */
  double rank;

  void set(Exchange of) {
    startNs = of.startNs;
    endNs = Math.max(of.endNs, of.startNs);
    error = of.error;
    traceHigh = of.trace.high;
    traceLow = of.trace.low;
    parent = of.trace.parent;
  }

  long tookNs() {
    return endNs - startNs;
  }

  /**
   * As it travels.
   *
   * @param wallNs what to add to the monotonic clock for Unix nanoseconds
   */
  public Span span(List<String> labels, long wallNs) {
    return new Span(
        labels,
        (startNs + wallNs) / 1000,
        tookNs() / 1000,
        error,
        hasPeer ? address(peer) : "",
        hasPeer ? peerPort : 0,
        traceHigh,
        traceLow,
        spanId,
        parent);
  }

  /** IPv4 as such where it is mapped into IPv6; no name is looked up. */
  private static String address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
