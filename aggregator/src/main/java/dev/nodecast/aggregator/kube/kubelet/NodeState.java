package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One node between scrapes. The ticking thread owns when it is due; a scrape, of which there is one
 * at a time, the rest.
 */
final class NodeState {
  final AtomicBoolean busy = new AtomicBoolean();

  /** Guarded by {@link #busy}. */
  final CpuRates rates = new CpuRates();

  private volatile NodeRecord node;
  private volatile int failures;
  private volatile boolean slow;
  private volatile String problem = "";
  private long dueMs;

  /** Since it was asked. */
  private int turns;

  NodeState(long dueMs) {
    this.dueMs = dueMs;
  }

  NodeRecord node() {
    return node;
  }

  void node(NodeRecord node) {
    this.node = node;
  }

  long dueMs() {
    return dueMs;
  }

  void due(long dueMs) {
    this.dueMs = dueMs;
  }

  /** Whether its last scrape failed. */
  boolean failing() {
    return failures > 0;
  }

  /** Whether its last scrape failed or took long. */
  boolean suspect() {
    return failures > 0 || slow;
  }

  void slow(boolean slow) {
    this.slow = slow;
  }

  /**
   * Whether to ask at this turn. What failed lets turns pass, twice as many each time; whether the
   * last one failed is known only now.
   */
  boolean takeTurn(int max) {
    turns++;
    if (turns < Math.min(max, 1 << Math.max(0, Math.min(failures - 1, 16)))) {
      return false;
    }
    turns = 0;
    return true;
  }

  void succeeded() {
    failures = 0;
    problem = "";
  }

  void failed(String words) {
    problem = words;
    // Only the scrape writes it, and there is one.
    int before = failures;
    failures = before + 1;
  }

  /** Why the last scrape failed; empty. */
  String problem() {
    return problem;
  }
}
