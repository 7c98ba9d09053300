package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a parser told, as lines: operation, target, status, and {@code !} for an error. */
final class RecordedExchanges implements Exchanged {
  final List<String> lines = new ArrayList<>();
  final List<String> unread = new ArrayList<>();
  final List<Long> micros = new ArrayList<>();
  final List<String> traces = new ArrayList<>();
  Party.Key owner;
  long requestBytes;
  long responseBytes;

  @Override
  public void exchange(Exchange exchange) {
    lines.add(
        exchange.operation
            + " "
            + exchange.target
            + " "
            + exchange.status
            + (exchange.error ? "!" : ""));
    micros.add((exchange.endNs - exchange.startNs) / 1000);
    traces.add(
        Long.toHexString(exchange.trace.high)
            + "-"
            + Long.toHexString(exchange.trace.low)
            + "/"
            + Long.toHexString(exchange.trace.parent));
    owner = exchange.owner;
    requestBytes += exchange.requestBytes;
    responseBytes += exchange.responseBytes;
  }

  @Override
  public void unread(String reason) {
    unread.add(reason);
  }

  /** A turn of these bytes, all of them there as far as a turn has room; 5 ms long. */
  static Turn turn(byte[] request, byte[] response) {
    Turn turn = new Turn();
    turn.requestLength = Math.min(1024, request.length);
    turn.responseLength = Math.min(512, response.length);
    System.arraycopy(request, 0, turn.request, 0, turn.requestLength);
    System.arraycopy(response, 0, turn.response, 0, turn.responseLength);
    turn.requestBytes = request.length;
    turn.responseBytes = response.length;
    turn.requestNs = 1_000_000_000;
    turn.responseNs = 1_004_000_000;
    turn.endNs = 1_005_000_000;
    turn.socket = 77;
    return turn;
  }

  static Turn turn(String request, int status) {
    Turn turn = turn(request.getBytes(StandardCharsets.UTF_8), new byte[0]);
    turn.status = status;
    turn.responseBytes = 100;
    return turn;
  }
}
