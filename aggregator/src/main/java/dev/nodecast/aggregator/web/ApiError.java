package dev.nodecast.aggregator.web;

/** A request that cannot be answered; becomes {@code {"error":"…"}}. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Longest part of a value from outside that an answer repeats. */
  private static final int SHOWN = 100;

  private final int status;

  private ApiError(int status, String message) {
    // No stack trace: hostile requests must not be dearer than good ones.
    super(message, null, false, false);
    this.status = status;
  }

  static ApiError bad(String key, String value, String expected) {
    return new ApiError(400, key + ": " + cut(value) + " (expected: " + expected + ")");
  }

  static ApiError absent(String what, String name, String expected) {
    return new ApiError(404, what + ": " + cut(name) + " (expected: " + expected + ")");
  }

  static ApiError unauthorized(String message) {
    return new ApiError(401, message);
  }

  static ApiError unavailable(String message) {
    return new ApiError(503, message);
  }

  int status() {
    return status;
  }

  private static String cut(String value) {
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }
}
