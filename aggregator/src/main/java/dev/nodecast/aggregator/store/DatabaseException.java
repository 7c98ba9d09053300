package dev.nodecast.aggregator.store;

/** A statement that ClickHouse did not do, in its own words where it had any. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is known about the statement. */
  enum Fate {
    /** It never reached the server. */
    NOT_SENT,
    /** The server answered with an error. */
    REFUSED,
    /** It was sent, and no answer came: it may be done, or be done later. */
    UNKNOWN
  }

  private final Fate fate;
  private final int code;

  DatabaseException(Fate fate, int code, String message, Throwable cause) {
    super(message, cause);
    this.fate = fate;
    this.code = code;
  }

  Fate fate() {
    return fate;
  }

  /** ClickHouse's error code, 0 when there is none. */
  int code() {
    return code;
  }

  /**
   * Errors that a schema applied again may cure: a table, a column or the database itself is gone.
   */
  boolean schemaLost() {
    return switch (code) {
      case 8, 10, 16, 47, 60, 81, 218 -> true;
      default -> false;
    };
  }

  /** A short name of the reason, for counting. */
  String reason() {
    return switch (fate) {
      case NOT_SENT -> "unreachable";
      case UNKNOWN -> "no_answer";
      case REFUSED -> "code_" + code;
    };
  }
}
