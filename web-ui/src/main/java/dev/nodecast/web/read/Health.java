package dev.nodecast.web.read;

import java.time.Instant;

/**
 * The state of one thing, as a measured fact.
 *
 * @param severity how bad
 * @param text the fact in a few words, "Ready" or "CPU stall 38 %"; never a guessed cause
 * @param since when it became so; {@code EPOCH} when that is not known
 */
public record Health(Severity severity, String text, Instant since) {
  public static Health of(Severity severity, String text) {
    return new Health(severity, text, Instant.EPOCH);
  }
}
