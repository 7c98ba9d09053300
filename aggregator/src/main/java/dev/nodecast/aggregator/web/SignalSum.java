package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.Signals;

/** Adds up rows of kind {@code service} or {@code edge}, of several nodes too. */
final class SignalSum {
  private static final double MICROS = 1e-6;

  private final BucketCounts durations = new BucketCounts();
  private double requestsPerSecond = Double.NaN;
  private double errorsPerSecond = Double.NaN;
  private double recentErrors;
  private long recent;

  /** A service's; call under the node's monitor. */
  void add(KindState rows, int slot) {
    requestsPerSecond = Measured.add(requestsPerSecond, rows.rate(ServiceKind.REQUESTS, slot));
    errorsPerSecond = Measured.add(errorsPerSecond, rows.rate(ServiceKind.ERRORS, slot));
    long before = durations.total();
    rows.recent(ServiceKind.DURATION, slot, durations);
    // A row has one status, so that all of its requests failed or none did.
    double failed =
        Measured.share(
            rows.number(ServiceKind.ERRORS, slot), rows.number(ServiceKind.REQUESTS, slot));
    recentErrors += Double.isNaN(failed) ? 0 : failed * (durations.total() - before);
    recent += durations.total() - before;
  }

  /** An edge's; call under the node's monitor. */
  void addEdge(KindState rows, int slot) {
    requestsPerSecond = Measured.add(requestsPerSecond, rows.rate(EdgeKind.REQUESTS, slot));
    errorsPerSecond = Measured.add(errorsPerSecond, rows.rate(EdgeKind.ERRORS, slot));
    rows.recent(EdgeKind.DURATION, slot, durations);
    recentErrors += rows.recent(EdgeKind.ERRORS, slot);
    recent += rows.recent(EdgeKind.REQUESTS, slot);
  }

  void add(SignalSum other) {
    requestsPerSecond = Measured.add(requestsPerSecond, other.requestsPerSecond);
    errorsPerSecond = Measured.add(errorsPerSecond, other.errorsPerSecond);
    recentErrors += other.recentErrors;
    recent += other.recent;
    durations.add(other.durations);
  }

  /** Requests of the last seconds. */
  long recent() {
    return recent;
  }

  double requestsPerSecond() {
    return requestsPerSecond;
  }

  double errorsPerSecond() {
    return errorsPerSecond;
  }

  Signals signals() {
    return new Signals(
        requestsPerSecond,
        errorsPerSecond,
        Measured.share(recentErrors, recent),
        durations.quantile(0.5) * MICROS,
        durations.quantile(0.95) * MICROS,
        durations.quantile(0.99) * MICROS);
  }
}
