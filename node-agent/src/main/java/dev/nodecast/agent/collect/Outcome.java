package dev.nodecast.agent.collect;

/** How a run of a collector ended, when it did not throw. */
public sealed interface Outcome {
  /** Values were handed over. */
  Outcome PRODUCED = new Produced();

  record Produced() implements Outcome {}

  /**
   * The source is there but has nothing to say, which is expected; {@code reason} is shown on the
   * Status page.
   */
  record Empty(String reason) implements Outcome {}
}
