package dev.nodecast.web.read;

import java.util.Locale;

/** What a list can be sorted by; the name in the address is the lower-case name. */
public enum Sort {
  /** Worst first, then by name: the default, and the only one that ignores the direction. */
  HEALTH(false),
  NAME(false),
  NAMESPACE(false),
  NODE(false),
  /** Kind of a workload. */
  KIND(false),
  CPU(true),
  MEMORY(true),
  LOAD(true),
  PODS(true),
  /** Share of the replicas that are ready. */
  READY(true),
  RESTARTS(true),
  PROCESSES(true),
  RECEIVED(true),
  SENT(true),
  /** Received and sent together. */
  TRAFFIC(true),
  READ(true),
  WRITTEN(true),
  RETRANSMITS(true),
  STALLED(true),
  THROTTLED(true),
  /** System calls. */
  CALLS(true),
  THREADS(true),
  FILES(true),
  /** Requests per second. */
  RATE(true),
  /** Share of requests that failed. */
  ERRORS(true),
  P50(true),
  P95(true),
  P99(true),
  ENDPOINTS(true),
  PROTOCOL(false),
  PID(false),
  AGE(false);

  private final boolean value;

  Sort(boolean value) {
    this.value = value;
  }

  /** True when the order follows values that change all the time. */
  public boolean byValue() {
    return value;
  }

  /** For sentences. */
  public String word() {
    return this == CPU || this == PID ? name() : key();
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
