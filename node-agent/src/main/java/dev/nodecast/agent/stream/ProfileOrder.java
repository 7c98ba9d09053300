package dev.nodecast.agent.stream;

import java.util.List;

/** Takes the aggregator's word on how much to measure. */
@FunctionalInterface
public interface ProfileOrder {
  /**
   * From now on. Called on gRPC's event loop: returns at once.
   *
   * @param profile a name; empty for what the agent's own configuration says
   * @param subjects of profile custom
   */
  void ordered(String profile, List<String> subjects);
}
