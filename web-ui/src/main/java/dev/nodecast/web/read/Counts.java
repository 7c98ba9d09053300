package dev.nodecast.web.read;

/** How many things there are and how many of them are in which state. */
public record Counts(int total, int ok, int unknown, int warning, int critical) {
  /** Those that send: also those in trouble. */
  public int live() {
    return ok + warning;
  }
}
