package dev.nodecast.agent.exchange;

/** HTTP's three digits as texts, made once. */
final class StatusCodes {
  private static final String[] TEXTS = new String[1000];

  static {
    for (int i = 0; i < TEXTS.length; i++) {
      TEXTS[i] = Integer.toString(i);
    }
  }

  private StatusCodes() {}

  static String text(int status) {
    return status > 0 && status < TEXTS.length ? TEXTS[status] : "";
  }

  /** Of one of these texts; 0 for any other. */
  static int number(String text) {
    int number = 0;
    for (int i = 0; i < text.length() && i < 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
