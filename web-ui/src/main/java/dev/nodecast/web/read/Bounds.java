package dev.nodecast.web.read;

/**
 * What containers ask for and what they may take at most, as Kubernetes has it; NaN is not given.
 * Of several containers a request is the sum of those that have one, and a limit is only there when
 * all have one.
 */
public record Bounds(
    double cpuRequestCores,
    double cpuLimitCores,
    double memoryRequestBytes,
    double memoryLimitBytes) {
  public static final Bounds NONE = new Bounds(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
