package dev.nodecast.agent.exchange;

/** A SQLSTATE (ISO 9075): five digits or capital letters. */
final class Sqlstate {
  static final int LENGTH = 5;

  /** CLI-specific condition, general error: of one that has none of its own. */
  static final String GENERAL = "HY000";

  private Sqlstate() {}

  /** The one at these bytes, of which there are enough. */
  static String of(Words words, byte[] bytes, int at) {
    for (int i = at; i < at + LENGTH; i++) {
      if ((bytes[i] < '0' || bytes[i] > '9') && (bytes[i] < 'A' || bytes[i] > 'Z')) {
        return GENERAL;
      }
    }
    return words.of(bytes, at, at + LENGTH);
  }
}
