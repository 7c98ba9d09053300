package dev.nodecast.agent.stream;

import java.util.function.LongConsumer;

/** Hands latencies from the stream's thread to the tick thread; what does not fit is left out. */
final class AckLatencies {
  private final long[] micros = new long[4096];
  private int size;

  synchronized void add(long latencyMicros) {
    if (size < micros.length) {
      micros[size++] = latencyMicros;
    }
  }

  synchronized void drain(LongConsumer to) {
    for (int i = 0; i < size; i++) {
      to.accept(micros[i]);
    }
    size = 0;
  }
}
