package dev.nodecast.agent.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Feeds a parser with turns, and keeps what it tells: {@code SELECT t}, {@code INSERT t 23505}. */
final class ToldTurns implements Exchanged {
  final List<String> exchanges = new ArrayList<>();
  final List<String> unread = new ArrayList<>();
  long errors;
  long requestBytes;
  long responseBytes;
  long lastNs;

  private final Dialogue dialogue;
  private final Turn turn = new Turn();
  private long now = 1_000_000_000;

  ToldTurns(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /** A turn of which as much is there as the kernel keeps. */
  ToldTurns turn(byte[] request, byte[] response) {
    return turn(request, response, 0);
  }

  ToldTurns turn(byte[] request, byte[] response, long quietNs) {
    now += quietNs;
    turn.requestBytes = request.length;
    turn.requestLength = Math.min(1024, request.length);
    System.arraycopy(request, 0, turn.request, 0, turn.requestLength);
    turn.responseBytes = response.length;
    turn.responseLength = Math.min(256, response.length);
    System.arraycopy(response, 0, turn.response, 0, turn.responseLength);
    turn.tailLength = response.length > turn.responseLength ? Math.min(224, response.length) : 0;
    System.arraycopy(response, response.length - turn.tailLength, turn.tail, 0, turn.tailLength);
    turn.requestNs = now;
    turn.responseNs = now + 1000;
    turn.endNs = now + 2000;
    now += 3000;
    turn.unanswered = response.length == 0;
    turn.ended = turn.unanswered;
    dialogue.turn(turn, this);
    return this;
  }

  @Override
  public void exchange(Exchange exchange) {
    exchanges.add((exchange.operation + " " + exchange.target + " " + exchange.status).strip());
    errors += exchange.error ? 1 : 0;
    requestBytes += exchange.requestBytes;
    responseBytes += exchange.responseBytes;
    lastNs = exchange.endNs - exchange.startNs;
  }

  @Override
  public void unread(String reason) {
    unread.add(reason);
  }

  /** Texts as they are, and numbers as bytes. */
  static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes(
            part instanceof byte[] raw ? raw : ((String) part).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }
}
