package dev.nodecast.web.read;

import java.time.Instant;

/**
 * How a container ended the last time.
 *
 * @param container its name
 * @param reason the runtime's: OOMKilled, Error, Completed
 * @param exitCode NaN when not told
 * @param time EPOCH when not told
 */
public record Ending(String container, String reason, double exitCode, Instant time) {
  /** Nothing ended yet, or nobody told. */
  public static final Ending NONE = new Ending("", "", Double.NaN, Instant.EPOCH);
}
