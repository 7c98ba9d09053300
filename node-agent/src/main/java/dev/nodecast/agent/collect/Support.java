package dev.nodecast.agent.collect;

/** Whether this host has what a collector reads. */
public sealed interface Support {
  Support SUPPORTED = new Supported();

  record Supported() implements Support {}

  /**
   * The collector is left out; {@code reason} names what is missing and, where there is one, the
   * remedy.
   */
  record Unsupported(String reason) implements Support {}
}
