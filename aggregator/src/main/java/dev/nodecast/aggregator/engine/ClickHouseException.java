package dev.nodecast.aggregator.engine;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error in ClickHouse's terms: its code, its text, and the HTTP status that goes with it. */
final class ClickHouseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int BAD_ARGUMENTS = 36;
  static final int NOT_IMPLEMENTED = 48;
  static final int LOGICAL_ERROR = 49;
  static final int SYNTAX_ERROR = 62;
  static final int UNKNOWN_COMPRESSION_METHOD = 89;
  static final int CANNOT_DECOMPRESS = 271;
  static final int READONLY = 164;
  static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;
  static final int NETWORK_ERROR = 210;
  static final int SESSION_NOT_FOUND = 372;
  static final int SESSION_IS_LOCKED = 373;
  static final int ACCESS_DENIED = 497;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(BAD_ARGUMENTS, "BAD_ARGUMENTS"),
          Map.entry(NOT_IMPLEMENTED, "NOT_IMPLEMENTED"),
          Map.entry(LOGICAL_ERROR, "LOGICAL_ERROR"),
          Map.entry(SYNTAX_ERROR, "SYNTAX_ERROR"),
          Map.entry(UNKNOWN_COMPRESSION_METHOD, "UNKNOWN_COMPRESSION_METHOD"),
          Map.entry(CANNOT_DECOMPRESS, "CANNOT_DECOMPRESS"),
          Map.entry(READONLY, "READONLY"),
          Map.entry(TOO_MANY_SIMULTANEOUS_QUERIES, "TOO_MANY_SIMULTANEOUS_QUERIES"),
          Map.entry(NETWORK_ERROR, "NETWORK_ERROR"),
          Map.entry(SESSION_NOT_FOUND, "SESSION_NOT_FOUND"),
          Map.entry(SESSION_IS_LOCKED, "SESSION_IS_LOCKED"),
          Map.entry(ACCESS_DENIED, "ACCESS_DENIED"));

  private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");

  private final int code;

  ClickHouseException(int code, String message) {
    super(
        "Code: "
            + code
            + ". DB::Exception: "
            + message
            + ". ("
            + NAMES.getOrDefault(code, "LOGICAL_ERROR")
            + ")");
    this.code = code;
  }

  private ClickHouseException(String text, int code) {
    super(text);
    this.code = code;
  }

  /** Keeps the engine's own text; a text without a code is its internal error (49). */
  static ClickHouseException fromEngine(String text) {
    Matcher matcher = CODE.matcher(text);
    if (!matcher.find()) {
      return new ClickHouseException(LOGICAL_ERROR, text.strip());
    }
    return new ClickHouseException(text.strip(), Integer.parseInt(matcher.group(1)));
  }

  int code() {
    return code;
  }

  /** As ClickHouse's {@code exceptionCodeToHTTPStatus}; 503 where the front itself is full. */
  int status() {
    return switch (code) {
      case 46, 47, 50, 56, 60, 63, 73, 81, 115, SESSION_NOT_FOUND -> 404;
      case 6, 25, 26, 27, 28, 32, 33, 38, 41, 42, 43, 44, 53, 69, 72, 117 -> 400;
      case BAD_ARGUMENTS, SYNTAX_ERROR, UNKNOWN_COMPRESSION_METHOD, CANNOT_DECOMPRESS -> 400;
      case READONLY, ACCESS_DENIED -> 403;
      case 159 -> 408;
      case SESSION_IS_LOCKED -> 423;
      case NOT_IMPLEMENTED -> 501;
      case TOO_MANY_SIMULTANEOUS_QUERIES -> 503;
      default -> 500;
    };
  }
}
