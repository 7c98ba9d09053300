package dev.nodecast.aggregator;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets nodes whose agent went away for good; their history stays. */
final class SilentNodes {
  private static final Logger LOG = LoggerFactory.getLogger(SilentNodes.class);
  static final Duration KEPT = Duration.ofHours(1);

  private SilentNodes() {}

  /** Call now and then. */
  static void forget(LiveState live, long nowMs) {
    for (NodeState node : live.nodes()) {
      NodeState.AgentInfo agent = node.agent();
      long last = Math.max(node.frameMs(), agent.connectedMs());
      if (!agent.connected() && nowMs - last > KEPT.toMillis()) {
        LOG.info("{} is forgotten: silent for {}", node.name(), KEPT);
        live.forget(node.name());
      }
    }
  }
}
