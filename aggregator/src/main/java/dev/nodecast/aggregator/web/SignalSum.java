package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.Signals;

/** Adds up rows of kind {@code service}, of several nodes too. */
final class SignalSum {
  private static final double MICROS = 1e-6;

  private final BucketCounts durations = new BucketCounts();
  private double requestsPerSecond = Double.NaN;
  private double errorsPerSecond = Double.NaN;
  private double recentErrors;

  /** Call under the node's monitor. */
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
  }

  void add(SignalSum other) {
    requestsPerSecond = Measured.add(requestsPerSecond, other.requestsPerSecond);
    errorsPerSecond = Measured.add(errorsPerSecond, other.errorsPerSecond);
    recentErrors += other.recentErrors;
    durations.add(other.durations);
  }

  /** Requests of the last seconds. */
  long recent() {
    return durations.total();
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
        Measured.share(recentErrors, durations.total()),
        durations.quantile(0.5) * MICROS,
        durations.quantile(0.95) * MICROS,
        durations.quantile(0.99) * MICROS);
  }
}
