package dev.nodecast.aggregator.kube.http;

import java.io.IOException;

/** What the other side said makes no sense, so what follows may build on a gap. */
public final class Unreadable extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message without what was read, which may be anything, a secret too
   */
  public Unreadable(String message) {
    super(message);
  }
}
