package dev.nodecast.web.read;

import java.time.Instant;

/**
 * One version of the present.
 *
 * @param number grows with every change of the live state, also across restarts of the process
 *     (milliseconds since the epoch are fine); the poller sends it back
 * @param time how new the newest value is
 */
public record Tick(long number, Instant time) {}
