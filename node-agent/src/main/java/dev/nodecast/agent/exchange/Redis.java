package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.ServiceKind;

/**
 * Redis and Valkey: RESP2 and RESP3, of one connection. Answers come in the order of their
 * commands, so each answer is the one of the command that waits longest; commands of a client that
 * does not wait for answers outlast a turn.
 *
 * <p>Of a pipeline that is alike to the kernel the first command tells all. What was not kept of
 * another burst is counted by its answers, as {@code ~other}; where neither is there it is {@code
 * cut}. A command that is there is told once, whatever was kept of its answer: without a status,
 * when that is not known.
 */
public final class Redis implements Dialogue {
  /**
   * QUIET_NS of exchange_ends.bpf.h: answers that come later than this behind others are not seen.
   */
  private static final long QUIET_NS = 400_000_000;

  private final RedisPending pending = new RedisPending();
  private final RedisCommand command = new RedisCommand();
  private final RedisAnswer answer = new RedisAnswer();
  private final Exchange exchange = new Exchange();

  /** Bytes of a command, or of an answer, that began in an earlier turn. */
  private long requestRest;

  private long responseRest;

  /** There may be more commands than are known. */
  private boolean open;

  private boolean subscribed;

  /** From here on it is no dialogue: a replica, a monitor, a client that wants no answers. */
  private boolean over;

  private long lastNs;

  @Override
  public void turn(Turn turn, Exchanged to) {
    if (over) {
      return;
    }
    if (lastNs != 0 && turn.requestNs - lastNs > QUIET_NS) {
      forget(to);
    }
    open = false;
    if (alike(turn)) {
      tellAlike(turn, to);
      lastNs = turn.endNs;
      return;
    }
    requests(turn, to);
    if (turn.unanswered) {
      settle(turn, "", true, to);
    } else {
      responses(turn, to);
    }
    if (turn.ended || over) {
      settle(turn, "", turn.ended, to);
    }
    lastNs = turn.endNs;
  }

  /** Whether the first command and the kernel's word for its answer tell all of a pipeline. */
  private boolean alike(Turn turn) {
    return turn.alike
        && turn.headRequests > 1
        && turn.headBytes == 0
        && requestRest == 0
        && responseRest == 0
        && pending.isEmpty()
        && !RedisStatus.of(turn.status).equals(ServiceKind.OTHER) // there is more to tell
        && command.read(turn.request, 0, turn.requestLength)
        && expected(turn.request) == 1
        && !subscribed
        && !over;
  }

  /** Of what was kept: there may be more of it. */
  private void tellAlike(Turn turn, Exchanged to) {
    String status = RedisStatus.of(turn.status);
    int times = turn.headRequests;
    for (int i = 0; i < times; i++) {
      add(command.operation, turn, turn.requestBytes / times, 1, to);
      tell(turn, status, RedisStatus.failed(status), turn.responseBytes / times, to);
    }
  }

  /** Answers came while nobody looked, or never will. */
  private void forget(Exchanged to) {
    for (int i = pending.size(); i > 0; i--) {
      to.unread("cut");
    }
    pending.clear();
    requestRest = 0;
    responseRest = 0;
  }

  private void requests(Turn turn, Exchanged to) {
    long total = turn.requestBytes - turn.headBytes;
    long at = requestRest;
    requestRest = 0;
    if (turn.headBytes > 0) {
      at = 0;
      for (int i = 0; i < turn.headRequests; i++) {
        add(turn.head, turn, turn.headBytes / turn.headRequests, 1, to);
      }
    }
    while (at < turn.requestLength) {
      if (!command.read(turn.request, (int) at, turn.requestLength)) {
        at = next(turn.request, (int) at, turn.requestLength);
        open = true;
        if (at < 0) {
          to.unread("malformed");
          return;
        }
        continue;
      }
      add(
          command.operation,
          turn,
          (command.end < 0 ? total : command.end) - at,
          expected(turn.request),
          to);
      if (command.end < 0) {
        open = true;
        return;
      }
      at = command.end;
    }
    open |= at < total;
    requestRest = Math.max(0, at - total);
  }

  /** Where a command begins, behind bytes that are none; -1: nowhere. */
  private int next(byte[] bytes, int from, int to) {
    for (int at = from + 1; at + 4 < to; at++) {
      if (bytes[at] == '*' && bytes[at - 1] == '\n' && command.read(bytes, at, to)) {
        return at;
      }
    }
    return -1;
  }

  /** Answers that the command will get, and what it makes of the connection. */
  private int expected(byte[] bytes) {
    switch (command.operation) {
      case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE" -> {
        subscribed = true;
        return (int) command.arguments;
      }
      case "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE" -> {
        return (int) Math.max(1, command.arguments);
      }
      case "MONITOR", "SYNC", "PSYNC" -> over = true;
      case "CLIENT" ->
          over |= RedisCommands.is("REPLY", bytes, command.argument, command.argumentEnd);
      default -> {}
    }
    return 1;
  }

  private void add(String operation, Turn turn, long bytes, int answers, Exchanged to) {
    if (!pending.add(operation, turn.requestNs, bytes, answers)) {
      for (int i = pending.size(); i >= 0; i--) {
        to.unread("limit");
      }
      pending.clear();
    }
  }

  private void responses(Turn turn, Exchanged to) {
    long at = responseRest;
    responseRest = 0;
    while (at < turn.responseLength) {
      answer.read(turn.response, (int) at, turn.responseLength);
      if (answer.end == Resp.MALFORMED) {
        to.unread("malformed");
        settle(turn, "", false, to);
        return;
      }
      boolean cut = answer.end < 0;
      answered(turn, (cut ? turn.responseBytes : answer.end) - at, to);
      if (cut) {
        settle(turn, "", false, to);
        return;
      }
      at = answer.end;
    }
    if (at < turn.responseBytes) {
      settle(turn, "", false, to);
    }
    open = false; // what there was more of is counted by its answers
    responseRest = Math.max(0, at - turn.responseBytes);
  }

  private void answered(Turn turn, long bytes, Exchanged to) {
    if (answer.confirmation() && (answer.push || subscribed)) {
      if (!pending.isEmpty() && pending.operation().equals(answer.subject) && pending.answered()) {
        tell(turn, RedisStatus.OK, false, bytes, to);
      }
      return;
    }
    if (answer.push || (subscribed && answer.message())) {
      return;
    }
    if (pending.isEmpty()) {
      if (open && !over) {
        pending.add(ServiceKind.OTHER, turn.requestNs, 0, 1);
        tell(turn, answer.status, RedisStatus.failed(answer.status), bytes, to);
      }
      return;
    }
    tell(turn, answer.status, RedisStatus.failed(answer.status), bytes, to);
  }

  /** Everything that still waits is told so. */
  private void settle(Turn turn, String status, boolean error, Exchanged to) {
    if (open) {
      to.unread("cut");
    }
    while (!pending.isEmpty()) {
      tell(turn, status, error, 0, to);
    }
  }

  private void tell(Turn turn, String status, boolean error, long bytes, Exchanged to) {
    exchange.operation = pending.operation();
    exchange.target = "";
    exchange.status = status;
    exchange.error = error;
    exchange.startNs = pending.startNs();
    exchange.endNs = turn.endNs;
    exchange.requestBytes = pending.bytes();
    exchange.responseBytes = bytes;
    pending.remove();
    to.exchange(exchange);
  }
}
