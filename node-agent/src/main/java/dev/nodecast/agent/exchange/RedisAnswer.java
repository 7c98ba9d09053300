package dev.nodecast.agent.exchange;

/** One answer, or one push, as it is received. Filled anew for each. */
final class RedisAnswer {
  /** Pushes of publishing, as RESP2 spells them: arrays that begin with one of these. */
  private static final String[] MESSAGES = {"MESSAGE", "PMESSAGE", "SMESSAGE"};

  private static final String[] CONFIRMATIONS = {
    "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"
  };

  /** Behind it; {@link Resp#CUT}, {@link Resp#MALFORMED}. */
  long end;

  String status = "";

  /** RESP3's: nobody asked for it, but for the confirmation of a subscription. */
  boolean push;

  /** The command whose confirmation it may be, {@code MESSAGE}, or empty. */
  String subject = "";

  /** Reads the one that begins here. */
  void read(byte[] bytes, int at, int to) {
    status = "";
    push = false;
    subject = "";
    end = Resp.values(bytes, at, to, 1);
    int from = at;
    if (end != Resp.MALFORMED && bytes[at] == '|') {
      from = behindAttribute(bytes, at, to);
    }
    if (end == Resp.MALFORMED || from >= to) {
      return;
    }
    switch (bytes[from]) {
      case '-' -> status = RedisStatus.error(bytes, from + 1, to);
      case '!' -> {
        long text = Resp.line(bytes, from + 1, to);
        status = text < 0 || text >= to ? "" : RedisStatus.error(bytes, (int) text, to);
      }
      case '>' -> {
        push = true;
        subject = subject(bytes, from, to);
      }
      case '*' -> {
        status = RedisStatus.OK;
        subject = subject(bytes, from, to);
      }
      default -> status = RedisStatus.OK;
    }
  }

  private static int behindAttribute(byte[] bytes, int at, int to) {
    long behind = Resp.line(bytes, at + 1, to);
    long pairs = behind < 0 ? -1 : Resp.number(bytes, at + 1, behind);
    long value = pairs < 0 ? to : Resp.values(bytes, behind, to, 2 * pairs);
    return value < 0 ? to : (int) Math.min(to, value);
  }

  /** What an array begins with: "*3 $7 message …", without its line ends. */
  private static String subject(byte[] bytes, int at, int to) {
    long first = Resp.line(bytes, at + 1, to);
    if (first < 0 || first >= to || bytes[(int) first] != '$') {
      return "";
    }
    long text = Resp.line(bytes, first + 1, to);
    long size = text < 0 ? -1 : Resp.number(bytes, first + 1, text);
    if (size < MESSAGES[0].length() || size > CONFIRMATIONS[4].length() || text + size > to) {
      return "";
    }
    for (String each : MESSAGES) {
      if (RedisCommands.is(each, bytes, (int) text, (int) (text + size))) {
        return MESSAGES[0];
      }
    }
    for (String each : CONFIRMATIONS) {
      if (RedisCommands.is(each, bytes, (int) text, (int) (text + size))) {
        return each;
      }
    }
    return "";
  }

  /** Whether it is what a message to subscribers looks like. */
  boolean message() {
    return subject.equals(MESSAGES[0]);
  }

  /** Whether it is what tells a subscription, or its end. */
  boolean confirmation() {
    return !subject.isEmpty() && !message();
  }
}
