package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * What is kept of one row's exchanges in one tick: the slowest, and of the others those of the
 * smallest ranks, as a heap whose top is the first to go. For one thread.
 */
final class RowSample extends Largest.Sample {
  final Row row;
  private SampledExchange slowest;
  private SampledExchange[] heap = new SampledExchange[4];
  private int others;

  RowSample(Row row) {
    this.row = row;
  }

  @Override
  int size() {
    return slowest == null ? 0 : others + 1;
  }

  /** One of those that are kept, in no order. */
  SampledExchange at(int i) {
    return i == 0 ? slowest : heap[i - 1];
  }

  void clear() {
    slowest = null;
    Arrays.fill(heap, 0, others, null);
    others = 0;
  }

  /**
   * Whether one more would be the first to go.
   *
   * @param rank it has this one or a larger one
   */
  boolean refuses(long tookNs, double rank) {
    return slowest == null || (tookNs <= slowest.tookNs() && (others == 0 || rank > heap[0].rank));
  }

  void add(SampledExchange one) {
    if (slowest == null) {
      slowest = one;
    } else if (one.tookNs() > slowest.tookNs()) {
      push(slowest);
      slowest = one;
    } else {
      push(one);
    }
  }

  /** Takes one away: the last that is worth keeping. Only of what is not empty. */
  SampledExchange evict() {
    if (others == 0) {
      SampledExchange last = slowest;
      slowest = null;
      return last;
    }
    SampledExchange top = heap[0];
    SampledExchange last = heap[--others];
    heap[others] = null;
    if (others > 0) {
      sink(last);
    }
    return top;
  }

  private void push(SampledExchange one) {
    if (others == heap.length) {
      heap = Arrays.copyOf(heap, 2 * others);
    }
    int at = others++;
    while (at > 0 && heap[(at - 1) / 2].rank < one.rank) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = one;
  }

  private void sink(SampledExchange one) {
    int at = 0;
    while (2 * at + 1 < others) {
      int child = 2 * at + 1;
      if (child + 1 < others && heap[child + 1].rank > heap[child].rank) {
        child++;
      }
      if (heap[child].rank <= one.rank) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = one;
  }
}
