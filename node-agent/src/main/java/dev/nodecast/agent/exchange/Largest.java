package dev.nodecast.agent.exchange;

import java.util.ArrayList;
import java.util.List;

/** Samples of which the one that has most gives way: a heap by their sizes. For one thread. */
final class Largest<T extends Largest.Sample> {
  /** One of them. */
  abstract static class Sample {
    /** Where in the heap it is. */
    int place;

    abstract int size();
  }

  private final List<T> heap = new ArrayList<>();

  /** One of those that have most. Only of what is not empty. */
  T top() {
    return heap.get(0);
  }

  /** One that has nothing yet. */
  void add(T empty) {
    empty.place = heap.size();
    heap.add(empty);
  }

  /** Each of them. */
  Iterable<T> all() {
    return heap;
  }

  void clear() {
    heap.clear();
  }

  /** One of them has more than before. */
  void grown(T sample) {
    int size = sample.size();
    int at = sample.place;
    while (at > 0 && heap.get((at - 1) / 2).size() < size) {
      put(at, heap.get((at - 1) / 2));
      at = (at - 1) / 2;
    }
    put(at, sample);
  }

  /** One of them has less than before. */
  void shrunk(T sample) {
    int size = sample.size();
    int at = sample.place;
    while (2 * at + 1 < heap.size()) {
      int child = 2 * at + 1;
      if (child + 1 < heap.size() && heap.get(child + 1).size() > heap.get(child).size()) {
        child++;
      }
      if (heap.get(child).size() <= size) {
        break;
      }
      put(at, heap.get(child));
      at = child;
    }
    put(at, sample);
  }

  private void put(int at, T sample) {
    heap.set(at, sample);
    sample.place = at;
  }
}
