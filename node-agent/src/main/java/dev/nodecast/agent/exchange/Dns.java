package dev.nodecast.agent.exchange;

import dev.nodecast.agent.exchange.DnsQuestions.Question;

/**
 * DNS (RFC 1035): over UDP each datagram is a segment, and an answer is put to its question by
 * socket, id and what was asked; over TCP each message is behind its length, and a turn has one or
 * a few. A question that is asked again while it waits is one exchange, from when it was asked
 * first. What nobody answers is an error with the status {@code TIMEOUT}.
 *
 * <p>One reads all connections, for a bound on all questions that wait.
 */
public final class Dns implements Dialogue {
  /**
   * For how long resolvers wait as a rule (glibc's {@code RES_TIMEOUT}, {@code dig}), which ask
   * again then: half a second more, so that this still counts as the same exchange.
   */
  static final long TIMEOUT_NS = 5_000_000_000L;

  private static final long GRACE_NS = 500_000_000L;
  private static final String TIMEOUT = "TIMEOUT";

  /** The root's label, type and class. */
  private static final int BEHIND_NAME = 5;

  /** Of a turn: 1,024 bytes, a message has 17 at least. */
  private static final int MAX_ASKED = 64;

  private final DnsNames names;
  private final DnsAddresses addresses;
  private final DnsQuestions questions = new DnsQuestions();
  private final DnsMessage message = new DnsMessage();
  private final Question[] asked = new Question[MAX_ASKED];
  private final Exchange exchange = new Exchange();

  public Dns(Words words) {
    this(words, new DnsAddresses());
  }

  /**
   * @param addresses takes what names have
   */
  Dns(Words words, DnsAddresses addresses) {
    names = new DnsNames(words);
    this.addresses = addresses;
  }

  @Override
  public void segment(Turn turn, boolean toServer, Exchanged to) {
    expire(turn.requestNs, to);
    if (turn.requestLength == 0 || !message.read(turn.request, 0, turn.requestLength)) {
      to.unread(turn.wholeRequest() ? "malformed" : "cut");
    } else if (message.response == toServer) {
      to.unread("direction");
    } else if (toServer) {
      ask(turn, turn.request, turn.requestBytes, to);
    } else {
      Question q = questions.find(turn.socket, message.id, message.hash);
      if (q == null) {
        to.unread("unasked");
      } else {
        int records = message.nameTo + BEHIND_NAME;
        int count = message.question ? message.answers : 0;
        addresses.take(turn.request, records, turn.requestLength, count, q.target, turn.requestNs);
        answered(q, turn.server, turn.requestNs, turn.requestBytes, to);
      }
    }
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    int count = requests(turn, to);
    answers(turn, to);
    boolean later = !turn.ended && !turn.unanswered && turn.wholeResponse();
    for (int i = 0; i < count; i++) {
      Question q = asked[i];
      asked[i] = null;
      if (q.waits && !later) {
        // Its answer is behind what was kept, or never came.
        exchange.error = turn.unanswered;
        boolean late = turn.unanswered && turn.endNs - q.startNs >= TIMEOUT_NS;
        tell(q, late ? TIMEOUT : "", turn.endNs, 0, to);
      }
    }
  }

  /** Those that nobody answers. */
  void settle(long nowNs, Exchanged to) {
    expire(nowNs, to);
  }

  /** Questions that wait, for tests. */
  int waiting() {
    return questions.size();
  }

  private int requests(Turn turn, Exchanged to) {
    int at = 0;
    int count = 0;
    int end = turn.requestLength;
    // The length may have been read by a call of its own, before it was known what this is.
    boolean bare =
        !DnsMessage.query(turn.request, 2, end) && DnsMessage.query(turn.request, 0, end);
    while (at < end && count < MAX_ASKED) {
      int from = bare ? at : at + 2;
      int size = bare ? end : from > end ? end : DnsMessage.u16(turn.request, at);
      if (!message.read(turn.request, from, Math.min(end, from + size)) || message.response) {
        to.unread(turn.wholeRequest() ? "malformed" : "cut");
        return count;
      }
      Question q = ask(turn, turn.request, bare ? turn.requestBytes : size + 2, to);
      asked[count++] = q;
      at = from + size;
    }
    return count;
  }

  private void answers(Turn turn, Exchanged to) {
    int at = 0;
    while (at + 2 <= turn.responseLength) {
      int size = DnsMessage.u16(turn.response, at);
      int end = Math.min(turn.responseLength, at + 2 + size);
      if (!message.read(turn.response, at + 2, end) || !message.response) {
        return;
      }
      // Of a zone's transfer there are many answers to one question: the rest has none.
      Question q = questions.find(turn.socket, message.id, message.hash);
      if (q != null) {
        answered(q, turn.server, turn.endNs, size + 2, to);
      }
      at += 2 + size;
    }
  }

  private Question ask(Turn turn, byte[] bytes, long size, Exchanged to) {
    Question known = questions.find(turn.socket, message.id, message.hash);
    if (known != null) {
      questions.again(known, turn.requestNs);
      return known;
    }
    if (questions.full()) {
      questions.remove(questions.oldest());
      to.unread("limit");
    }
    Question q = questions.add(turn.socket, message.id, message.hash, turn.requestNs);
    q.bytes = size;
    q.operation = DnsTexts.operation(message);
    q.target = names.of(bytes, message.nameFrom, message.nameTo);
    q.owner = turn.owner;
    q.sinceNs = turn.sinceNs;
    return q;
  }

  /**
   * A name that does not exist is an answer and no error: resolvers walk their search lists. Nor is
   * a server at fault for what it refuses, as with HTTP.
   */
  private void answered(Question q, boolean server, long endNs, long bytes, Exchanged to) {
    int rcode = message.rcode;
    exchange.error = server ? rcode == 2 || rcode == 4 : rcode != 0 && rcode != 3;
    tell(q, DnsTexts.status(message), endNs, bytes, to);
  }

  private void expire(long nowNs, Exchanged to) {
    Question q = questions.oldest();
    while (q != null && nowNs - q.lastNs > TIMEOUT_NS + GRACE_NS) {
      exchange.error = true;
      tell(q, TIMEOUT, q.lastNs + TIMEOUT_NS, 0, to);
      q = questions.oldest();
    }
  }

  private void tell(Question q, String status, long endNs, long bytes, Exchanged to) {
    exchange.operation = q.operation;
    exchange.target = q.target;
    exchange.status = status;
    exchange.startNs = q.startNs;
    exchange.endNs = endNs;
    exchange.requestBytes = q.bytes;
    exchange.responseBytes = bytes;
    exchange.owner = q.owner;
    exchange.socket = q.socket;
    exchange.sinceNs = q.sinceNs;
    questions.remove(q);
    to.exchange(exchange);
  }
}
