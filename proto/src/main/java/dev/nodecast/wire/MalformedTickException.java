package dev.nodecast.wire;

/**
 * A tick that does not follow tick.proto or the sender's own schema. The message names the offender
 * and what was expected.
 */
public final class MalformedTickException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedTickException(String message) {
    super(message);
  }
}
