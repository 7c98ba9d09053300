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
}
