package dev.nodecast.aggregator.kube.model;

/**
 * Resources asked for, allowed or there.
 *
 * @param cpuMillis thousandths of a core
 * @param memory bytes
 * @param storage bytes of persistent storage
 * @param ephemeralStorage bytes
 * @param pods how many
 */
public record Amounts(long cpuMillis, long memory, long storage, long ephemeralStorage, long pods) {
  /** Not given. */
  public static final long NONE = Long.MIN_VALUE;

  public static final Amounts UNKNOWN = new Amounts(NONE, NONE, NONE, NONE, NONE);
}
