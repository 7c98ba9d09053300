package dev.nodecast.agent.identity;

import java.io.IOException;

/** Where names come from when they do not come down the stream: asked again and again. */
interface PodDiscovery extends AutoCloseable {
  /**
   * Brings the names up to date; may take as long as there is something to follow.
   *
   * @throws IOException that says who did not answer as expected, and what was
   */
  void discover() throws IOException, InterruptedException;

  /** How long to wait after a success before the next call. */
  long pauseMs();

  /** Ends a call that is under way. */
  @Override
  void close();
}
