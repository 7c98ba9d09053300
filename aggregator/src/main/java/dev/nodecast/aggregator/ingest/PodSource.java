package dev.nodecast.aggregator.ingest;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Knows which pods are on which node. Any thread may ask. */
public interface PodSource {
  /** Without a cluster. */
  PodSource NONE =
      new PodSource() {
        @Override
        public Optional<List<NodePod>> pods(String node) {
          return Optional.empty();
        }

        @Override
        public void listen(Consumer<String> changed) {}
      };

  /** The pods of a node; empty when the cluster does not have it. */
  Optional<List<NodePod>> pods(String node);

  /**
   * Tells of changes.
   *
   * @param changed is given the name of a node whose pods changed; returns at once
   */
  void listen(Consumer<String> changed);
}
