package dev.nodecast.web.read;

/**
 * How much of its CPU a service has left.
 *
 * @param cpuCores that its pods use together; NaN where none of them is measured
 * @param limitCores sum of their limits; NaN where one has none
 * @param throttledShare of the periods of the pod that is throttled most; NaN where none is limited
 */
public record Saturation(double cpuCores, double limitCores, double throttledShare) {
  public static final Saturation UNKNOWN = new Saturation(Double.NaN, Double.NaN, Double.NaN);

  /** CPU of its limit; NaN without one. */
  public double share() {
    return cpuCores / limitCores;
  }
}
