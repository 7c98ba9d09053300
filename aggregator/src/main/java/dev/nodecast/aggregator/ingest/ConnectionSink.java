package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.Connections;

/** Takes what agents tell of connections; called on their streams' threads, returns at once. */
@FunctionalInterface
interface ConnectionSink {
  /** Takes nothing. */
  ConnectionSink NONE = (node, connections) -> {};

  void told(String node, Connections connections);
}
