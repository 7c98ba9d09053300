package dev.nodecast.agent.container;

/**
 * What the containers of one pod share: the network namespace. It outlives each of them, so its
 * counters count from zero once, not again with every restarted container.
 */
final class Sandbox {
  final String key;

  /** Whether it appeared after the agent's first look. */
  final boolean born;

  int members;

  /** Whether its network was read before, by any of its containers. */
  boolean networkSeen;

  Sandbox(String key, boolean born) {
    this.key = key;
    this.born = born;
  }
}
