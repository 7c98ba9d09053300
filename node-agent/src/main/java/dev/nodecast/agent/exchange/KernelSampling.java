package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Exchanges;
import java.util.Arrays;

/**
 * What the kernel program is to tell of the requests that it counts by itself. It keeps a distance
 * between two of one shape, which is chosen so that all shapes together make the target at the
 * rates of the last tick: as in {@link SpanSampler}, the frequent give way to the rare. For one
 * thread.
 */
final class KernelSampling {
  /**
   * With a small share of them to become spans, more of them are asked for; but not without end.
   */
  private static final int MOST = 4;

  /** Room for those that are slow, which come besides; the rest is sorted out here. */
  private static final int BESIDES = 2;

  private final SpanSettings settings;
  private long[] counts = new long[64];
  private int shapes;
  private long sum;
  private long unseen;

  KernelSampling(SpanSettings settings) {
    this.settings = settings;
  }

  /** So many requests of one shape, answered alike, were counted. */
  void counted(long requests) {
    if (requests <= 0 || settings.off()) {
      return;
    }
    if (shapes == counts.length) {
      counts = Arrays.copyOf(counts, 2 * shapes); // the kernel's table has an end
    }
    counts[shapes++] = requests;
    sum += requests;
    unseen += requests;
  }

  /** So many of them were told of. */
  void told(int requests) {
    unseen -= requests;
  }

  /** Of those that were counted since the last call, how many nobody told of. */
  long unseen() {
    // one may be counted in one tick and told of in the next
    long now = Math.max(0, unseen);
    unseen -= now;
    return now;
  }

  /** Asks for as much as the next tick may have. */
  void settle(long elapsedNs, Exchanges from) {
    if (settings.off()) {
      return;
    }
    double second =
        Math.min(settings.target() / settings.rate(), MOST * (double) settings.target());
    // too many are sorted out here; too few would be missing
    long most = (long) (second * Math.max(1, elapsedNs * 1e-9));
    long each = sum <= most ? Long.MAX_VALUE : level(counts, shapes, most);
    from.sample(each == Long.MAX_VALUE ? 0 : elapsedNs / each, BESIDES * most);
    shapes = 0;
    sum = 0;
  }

  /**
   * The largest amount that each may have at most, so that all together have no more than the
   * budget; at least 1. Sorts.
   */
  static long level(long[] amounts, int size, long budget) {
    Arrays.sort(amounts, 0, size);
    long rest = budget;
    for (int i = 0; i < size; i++) {
      long share = rest / (size - i);
      if (amounts[i] > share) {
        return Math.max(1, share);
      }
      rest -= amounts[i];
    }
    return Long.MAX_VALUE;
  }
}
