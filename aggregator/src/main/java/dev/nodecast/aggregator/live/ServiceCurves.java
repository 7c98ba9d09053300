package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.ServiceKind;
import java.util.HashMap;
import java.util.Map;

/**
 * The last five minutes of each service on one node, one point per window. Bounded by the node's
 * living rows; a service goes when none of its rows lived for a window.
 */
public final class ServiceCurves {
  /** Requests and errors per second; the 99th percentile in microseconds, NaN without requests. */
  public static final class Curve {
    public final Ring requests = new Ring();
    public final Ring errors = new Ring();
    public final Ring p99 = new Ring();
    private final BucketCounts durations = new BucketCounts();
    private double requestsNow;
    private double errorsNow;

    private Curve() {}
  }

  private final Map<ServiceName, Curve> curves = new HashMap<>();

  ServiceCurves() {}

  /** Null when it is not known. */
  public Curve of(ServiceName name) {
    return curves.get(name);
  }

  void window(KindState rows, long window) {
    for (int slot = rows.living().nextSetBit(0);
        slot >= 0;
        slot = rows.living().nextSetBit(slot + 1)) {
      Curve curve = curves.computeIfAbsent(ServiceName.of(rows.labels(slot)), n -> new Curve());
      if (curve.requests.lastWindow() != window) {
        curve.requests.put(window, Float.NaN);
        curve.durations.clear();
        curve.requestsNow = 0;
        curve.errorsNow = 0;
      }
      curve.requestsNow += known(rows.windowRate(ServiceKind.REQUESTS, slot));
      curve.errorsNow += known(rows.windowRate(ServiceKind.ERRORS, slot));
      curve.durations.add(rows.histograms.open(ServiceKind.DURATION.index(), slot));
    }
    curves.values().removeIf(curve -> curve.requests.lastWindow() != window);
    for (Curve curve : curves.values()) {
      curve.requests.put(window, (float) curve.requestsNow);
      curve.errors.put(window, (float) curve.errorsNow);
      curve.p99.put(window, (float) curve.durations.quantile(0.99));
    }
  }

  private static double known(double rate) {
    return Double.isNaN(rate) ? 0 : rate;
  }
}
