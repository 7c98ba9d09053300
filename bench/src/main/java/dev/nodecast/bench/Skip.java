package dev.nodecast.bench;

/** The machine lacks what a benchmark needs; the message says what. */
public final class Skip extends Exception {
  private static final long serialVersionUID = 1;

  public Skip(String reason) {
    super(reason);
  }
}
