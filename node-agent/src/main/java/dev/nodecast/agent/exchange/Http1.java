package dev.nodecast.agent.exchange;

/**
 * HTTP/1.0 and 1.1 (RFC 9112). Keeps nothing of a connection. A turn is one request as a rule; of
 * pipelined ones each is told, as far as their bytes are there, all of them over the turn's time
 * and the first with the bytes of all answers.
 */
public final class Http1 implements Dialogue {
  private static final int LONGEST_METHOD = 7;

  private final Words words;
  private final Routes routes;
  private final Exchange exchange = new Exchange();

  public Http1(Words words, Routes routes) {
    this.words = words;
    this.routes = routes;
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    int kept = turn.requestLength;
    int at = 0;
    int answered = 0;
    while (at < kept) {
      boolean first = at == 0;
      int lineEnd = HttpMessage.find(turn.request, at, kept, '\n');
      int method = HttpMessage.find(turn.request, at, Math.min(lineEnd, at + 8), ' ');
      if (!line(turn, at, method, lineEnd)) {
        to.unread(lineEnd < kept || turn.wholeRequest() ? "malformed" : "cut");
        return;
      }
      int target = HttpMessage.target(turn.request, method + 1, lineEnd);
      exchange.operation = words.of(turn.request, at, method);
      exchange.target = routes.of(turn.request, method + 1, target);
      int status =
          first ? turn.status : HttpMessage.status(turn.response, answered, turn.responseLength);
      answered = (int) behind(turn.response, answered, turn.responseLength);
      long end = HttpMessage.end(turn.request, at, kept);
      boolean last = end >= kept;
      exchange.trace.readHead(turn.request, at, (int) Math.min(kept, end));
      tell(turn, status, first, last ? turn.requestBytes - at : end - at, to);
      if (last && end < turn.requestBytes && end != HttpMessage.UNKNOWN) {
        to.unread("cut"); // what follows its body was not kept
      }
      at = (int) Math.min(kept, end);
      while (at < kept && (turn.request[at] == '\r' || turn.request[at] == '\n')) {
        at++; // RFC 9112 section 2.2
      }
    }
    if (kept == 0) {
      to.unread("cut");
    }
  }

  /** Whether a request's line begins here: the first as far as it goes, later ones entirely. */
  private static boolean line(Turn turn, int at, int method, int lineEnd) {
    if (method == at || method >= lineEnd || method > at + LONGEST_METHOD) {
      return false;
    }
    for (int i = at; i < method; i++) {
      if (turn.request[i] < 'A' || turn.request[i] > 'Z') {
        return false;
      }
    }
    return at == 0 || HttpMessage.version(turn.request, method, lineEnd);
  }

  private static long behind(byte[] bytes, int from, int to) {
    return Math.min(to, HttpMessage.end(bytes, from, to));
  }

  private void tell(Turn turn, int status, boolean first, long bytes, Exchanged to) {
    exchange.status = status == 0 ? "" : StatusCodes.text(status);
    exchange.error = turn.unanswered || failed(status, turn.server);
    exchange.startNs = turn.requestNs;
    exchange.endNs = turn.endNs;
    exchange.requestBytes = bytes;
    exchange.responseBytes = first ? turn.responseBytes : 0;
    to.exchange(exchange);
  }

  /** As OpenTelemetry counts: a server is not at fault for what its client asked. */
  static boolean failed(int status, boolean server) {
    return status >= (server ? 500 : 400);
  }
}
