package dev.nodecast.agent.exchange;

/**
 * HTTP/1.0 and 1.1 (RFC 9112). Keeps nothing of a connection. A turn is one request as a rule; of
 * pipelined ones each is told, as far as their bytes are there, all of them over the turn's time.
 */
public final class Http1 implements Dialogue {
  private static final int LONGEST_METHOD = 7;
  private static final byte[] CONTENT_LENGTH = {
    'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'
  };

  private final Words words;
  private final Routes routes;
  private final Exchange exchange = new Exchange();

  public Http1(Words words, Routes routes) {
    this.words = words;
    this.routes = routes;
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    int at = 0;
    int answered = 0;
    boolean first = true;
    do {
      int lineEnd = find(turn.request, at, turn.requestLength, (byte) '\n');
      int method = find(turn.request, at, Math.min(lineEnd, at + LONGEST_METHOD + 1), (byte) ' ');
      if (method == at || method >= lineEnd || method > at + LONGEST_METHOD) {
        if (first) {
          to.unread(lineEnd < turn.requestLength ? "malformed" : "cut");
        }
        return;
      }
      int target = find(turn.request, method + 1, lineEnd, (byte) ' ');
      exchange.operation = words.of(turn.request, at, method);
      exchange.target = routes.of(turn.request, method + 1, target);
      int status = first ? turn.status : status(turn.response, answered, turn.responseLength);
      answered = next(turn.response, answered, turn.responseLength);
      int end = next(turn.request, at, turn.requestLength);
      boolean last = end >= turn.requestLength;
      tell(turn, status, first && last, end - at, to);
      at = end;
      first = false;
    } while (at < turn.requestLength);
  }

  private void tell(Turn turn, int status, boolean only, long bytes, Exchanged to) {
    exchange.status = status == 0 ? "" : StatusCodes.text(status);
    exchange.error = turn.unanswered || failed(status, turn.server);
    exchange.startNs = turn.requestNs;
    exchange.endNs = turn.endNs;
    exchange.requestBytes = only ? turn.requestBytes : bytes;
    exchange.responseBytes = only ? turn.responseBytes : 0;
    to.exchange(exchange);
  }

  /** As OpenTelemetry counts: a server is not at fault for what its client asked. */
  static boolean failed(int status, boolean server) {
    return status >= (server ? 500 : 400);
  }

  /**
   * Where the message that begins here is over: behind its header and the body that it announces.
   */
  private static int next(byte[] bytes, int from, int to) {
    int line = from;
    long body = 0;
    while (line < to) {
      int end = find(bytes, line, to, (byte) '\n');
      if (end >= to) {
        return to;
      }
      if (end == line || (end == line + 1 && bytes[line] == '\r')) {
        return (int) Math.min(to, end + 1 + body);
      }
      if (starts(bytes, line, end)) {
        body = number(bytes, line + CONTENT_LENGTH.length, end);
      }
      line = end + 1;
    }
    return to;
  }

  private static boolean starts(byte[] bytes, int from, int to) {
    if (to - from < CONTENT_LENGTH.length) {
      return false;
    }
    for (int i = 0; i < CONTENT_LENGTH.length; i++) {
      int c = bytes[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != CONTENT_LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to && value < Integer.MAX_VALUE; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        value = value * 10 + bytes[i] - '0';
      }
    }
    return value;
  }

  /** Of {@code HTTP/1.1 200 OK}; 0 where there is none. */
  private static int status(byte[] bytes, int from, int to) {
    if (to - from < 12 || bytes[from] != 'H') {
      return 0;
    }
    int status = 0;
    for (int i = from + 9; i < from + 12; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return 0;
      }
      status = status * 10 + bytes[i] - '0';
    }
    return status;
  }

  private static int find(byte[] bytes, int from, int to, byte wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }
}
