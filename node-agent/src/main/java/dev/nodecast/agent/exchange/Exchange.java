package dev.nodecast.agent.exchange;

/**
 * One request and how it was answered, as a parser tells it. Filled anew for each; texts are of
 * bounded number, see {@link Words}.
 */
public final class Exchange {
  /** What it speaks, where the connection does not say: {@code grpc}; empty: the connection's. */
  public String protocol = "";

  /** What was asked for: a method, {@code package.Service/Method}, SQL's verb, a command. */
  public String operation = "";

  /**
   * What it was asked of: a route, a table, a topic; empty where the protocol has no such thing.
   */
  public String target = "";

  /** As the protocol spells it: {@code 200}, {@code NOT_FOUND}, a SQLSTATE; empty: none came. */
  public String status = "";

  public boolean error;

  /** First bytes of the request, monotonic clock. */
  public long startNs;

  /** Last bytes of the answer. */
  public long endNs;

  public long requestBytes;
  public long responseBytes;

  /** The trace that it says to be part of, in protocols that do; else empty. */
  final TraceContext trace = new TraceContext();

  /** The connection that it was on, where that may be another than what is read; 0: the same. */
  public long socket;

  /** Of {@link #socket}. */
  public long sinceNs;

  /** What is like it may be counted in the kernel, once it is often enough: its parser asks. */
  boolean countable;

  /** What it is counted as in the kernel, or from now on; 0: it is not. */
  long shape;

  /** {@link #status} as the kernel has it, where {@link #countable}; 0: it has none for it. */
  int statusNumber;

  /** The kernel has counted it: it can only become a span. */
  boolean counted;

  /** Whose it is, where it may be another's than what is read now; null: the same. */
  public Party.Key owner;
}
