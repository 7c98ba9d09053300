package dev.nodecast.agent.exchange;

import dev.nodecast.agent.exchange.SqlTokens.Dialect;

/**
 * PostgreSQL's protocol 3 (its manual's chapter "Frontend/Backend Protocol"). An exchange is a
 * statement that the server ran: each of a simple query, each Execute. Start-up, authentication,
 * and what only prepares are none, unless it fails. Keeps the verb and the table of prepared
 * statements and portals, and the requests that wait.
 *
 * <p>An answer of which only its beginning and its end are there is taken for a success, unless it
 * ends with an error.
 */
final class Postgresql implements Dialogue {
  /** EXCHANGE_RESPONSE / 2: of a cut answer no more is sure to be without a gap. */
  private static final int SURE = 256;

  /** QUIET_NS of exchange_ends.bpf.h: an answer that goes on after so long is not seen. */
  private static final long QUIET_NS = 400_000_000L;

  private static final int HEADER = 5;
  private static final int READY = 6; // bytes of ReadyForQuery
  private static final int LONGEST = 1 << 30;
  private static final int PROTOCOL_3 = 3;
  private static final int REQUEST_CODES = 1234;
  private static final int SQLSTATE = 5;

  // Kinds of what waits.
  private static final int PARSE = 0;
  private static final int STATEMENT = 1;
  private static final int EXECUTE = 2;
  private static final int SYNC = 3;

  private final Words words;
  private final Sql sql;
  private final Statements statements = new Statements();
  private final Statements portals = new Statements();
  private final Pipeline pipeline = new Pipeline();
  private boolean ignored;
  private boolean copying;
  private boolean requestCut;
  private boolean answered; // a statement of the simple query under way
  private long requestMissing; // bytes of a message that the next turn begins with
  private long answerMissing;
  private long lastNs;

  Postgresql(Words words) {
    this.words = words;
    this.sql = new Sql(words, Dialect.POSTGRESQL);
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    if (ignored) {
      return;
    }
    pipeline.begin();
    if (!copying && pipeline.size() > 0 && turn.requestNs - lastNs > QUIET_NS) {
      finish("", false, lastNs, to);
      pipeline.flush(to);
      answerMissing = 0;
    }
    requests(turn, to);
    boolean read = answers(turn, to);
    boolean whole = read && turn.wholeResponse();
    if (turn.unanswered || (turn.ended && whole)) {
      finish("", true, turn.endNs, to);
    } else if (!whole) {
      finish("", false, turn.endNs, to);
      failLate(turn);
      requestMissing = 0;
      answerMissing = 0;
    }
    if (pipeline.size() == 0) {
      requestMissing = 0; // nobody sends half a message when everything is answered
    }
    pipeline.marked(turn.responseBytes);
    pipeline.flush(to);
    lastNs = turn.endNs;
  }

  private void requests(Turn turn, Exchanged to) {
    long at = Math.min(requestMissing, turn.requestBytes);
    requestMissing -= at;
    requestCut = false;
    if (at == 0 && turn.requestLength >= 8 && turn.request[0] == 0) {
      at = startUp(turn, to);
    }
    while (!ignored && at < turn.requestBytes) {
      if (at + HEADER > turn.requestLength) {
        requestCut = true;
        break;
      }
      int type = turn.request[(int) at];
      int length = big(turn.request, (int) at + 1);
      if (length < 4 || length > LONGEST || "QPBECSHDdcfpXF".indexOf(type) < 0) {
        to.unread("malformed");
        return;
      }
      long end = at + 1 + length;
      int from = (int) at + HEADER;
      message(type, turn, from, (int) Math.min(end, turn.requestLength), end, to);
      pipeline.requested(Math.min(end, turn.requestBytes));
      at = end;
    }
    requestMissing += Math.max(0, at - turn.requestBytes);
    if (requestCut && !copying) {
      to.unread("cut");
      if (pipeline.last() == PARSE || pipeline.last() == EXECUTE) {
        add(SYNC, "", "", turn, to);
      }
    }
    pipeline.requested(turn.requestBytes);
  }

  /** Messages without a type: returns behind it. */
  private long startUp(Turn turn, Exchanged to) {
    int length = big(turn.request, 0);
    int code = big(turn.request, 4);
    boolean starts = code >>> 16 == PROTOCOL_3;
    if (length < 8 || (!starts && code >>> 16 != REQUEST_CODES)) {
      return 0;
    }
    if (!starts && turn.responseLength > 0 && turn.response[0] != 'N') {
      ignored = true; // encrypted from here on, or a connection that only cancels
      to.unread("encrypted");
    }
    statements.clear();
    portals.clear();
    return length;
  }

  private void message(int type, Turn turn, int from, int kept, long end, Exchanged to) {
    byte[] bytes = turn.request;
    switch (type) {
      case 'Q' -> query(turn, from, kept, end, to);
      case 'P' -> {
        int text = behind(bytes, from, kept);
        sql.read(bytes, text, kept, end > kept);
        long key = Statements.key(bytes, from, text);
        if (!statements.put(key, sql.operation, sql.target)) {
          to.unread("limit");
        }
        add(PARSE, sql.operation, sql.target, turn, to);
      }
      case 'B' -> {
        int statement = behind(bytes, from, kept);
        int rest = behind(bytes, statement, kept);
        int of = statements.find(Statements.key(bytes, statement, rest));
        String operation = of < 0 ? "EXECUTE" : statements.operation(of);
        String target = of < 0 ? "" : statements.target(of);
        portals.put(Statements.key(bytes, from, statement), operation, target);
      }
      case 'E' -> {
        int of = portals.find(Statements.key(bytes, from, behind(bytes, from, kept)));
        String operation = of < 0 ? "EXECUTE" : portals.operation(of);
        add(EXECUTE, operation, of < 0 ? "" : portals.target(of), turn, to);
      }
      case 'C' -> {
        if (from < kept) {
          long key = Statements.key(bytes, from + 1, behind(bytes, from + 1, kept));
          (bytes[from] == 'S' ? statements : portals).remove(key);
        }
      }
      case 'S' -> {
        if (!copying) {
          add(SYNC, "", "", turn, to);
        }
      }
      default -> {} // what describes, flushes, copies, authenticates and ends
    }
  }

  private void query(Turn turn, int from, int kept, long end, Exchanged to) {
    boolean cut = end > kept;
    int textEnd = cut ? kept : kept - 1;
    boolean any = false;
    int at = from;
    while (at < textEnd) {
      at = sql.read(turn.request, at, textEnd, cut);
      if (!sql.operation.equals(Sql.EMPTY)) {
        any = true;
        add(STATEMENT, sql.operation, sql.target, turn, to);
      }
    }
    if (!any) {
      add(STATEMENT, cut ? Sql.OTHER : Sql.EMPTY, "", turn, to);
    }
    add(SYNC, "", "", turn, to);
  }

  private void add(int kind, String operation, String target, Turn turn, Exchanged to) {
    if (!pipeline.add(kind, operation, target, turn.requestNs)) {
      to.unread("limit");
      finish("", false, turn.endNs, to);
    }
  }

  /** Returns false where the bytes stop to be the protocol's. */
  private boolean answers(Turn turn, Exchanged to) {
    byte[] bytes = turn.response;
    int sure = turn.wholeResponse() ? turn.responseLength : Math.min(SURE, turn.responseLength);
    long at = Math.min(answerMissing, turn.responseBytes);
    answerMissing -= at;
    while (at + HEADER <= sure) {
      int type = bytes[(int) at];
      int length = big(bytes, (int) at + 1);
      if (length < 4 || length > LONGEST || "12356CDEGHIKNRSTVWZcdAntsv".indexOf(type) < 0) {
        return false;
      }
      long end = at + 1 + length;
      answer(type, turn, (int) at + HEADER, (int) Math.min(end, sure), end, to);
      at = end;
    }
    answerMissing += Math.max(0, at - turn.responseBytes);
    return at >= sure;
  }

  private void answer(int type, Turn turn, int from, int kept, long end, Exchanged to) {
    switch (type) {
      case '1' -> {
        if (pipeline.head() == PARSE) {
          pipeline.drop();
        }
      }
      case 'C', 'I', 's' -> {
        copying = false;
        complete(type, turn, from, kept, to);
        pipeline.marked(end);
      }
      case 'E' -> {
        copying = false;
        fail(turn, from, kept, to);
        pipeline.marked(end);
      }
      case 'G' -> copying = true;
      case 'Z' -> {
        ready(turn.endNs, to);
        pipeline.marked(end);
      }
      default -> {}
    }
  }

  private void complete(int type, Turn turn, int from, int kept, Exchanged to) {
    while (pipeline.head() == PARSE) {
      pipeline.drop();
    }
    if (pipeline.head() == STATEMENT || pipeline.head() == EXECUTE) {
      answered = true;
      pipeline.answer("", false, turn.endNs, to);
    } else if (type == 'C' && (requestCut || pipeline.head() == SYNC)) {
      // a statement behind what is there of the request, or of what the text was not divided into
      pipeline.answer(sql.verb(turn.response, from, kept), turn.requestNs, turn.endNs, to);
    }
  }

  /** The server passes over everything up to the next Sync. */
  private void fail(Turn turn, int from, int kept, Exchanged to) {
    String status = status(turn.response, from, kept);
    if (pipeline.head() == SYNC) {
      if (requestCut) {
        pipeline.answer(Sql.OTHER, turn.requestNs, turn.endNs, to);
      }
      pipeline.fail(status); // that, or what was to commit at the Sync
    } else if (pipeline.head() != Pipeline.NONE) {
      answered = true;
      pipeline.answer(status, true, turn.endNs, to);
    }
    while (pipeline.head() != SYNC && pipeline.head() != Pipeline.NONE) {
      pipeline.drop();
    }
  }

  /** An error is the last message before the server is ready: it is of what was answered last. */
  private void failLate(Turn turn) {
    int ready = turn.tailLength - READY;
    if (ready < 0 || turn.tail[ready] != 'Z' || big(turn.tail, ready + 1) != READY - 1) {
      return;
    }
    for (int at = 0; at + HEADER < ready; at++) {
      if (turn.tail[at] == 'E' && at + 1 + big(turn.tail, at + 1) == ready) {
        String status = status(turn.tail, at + HEADER, ready);
        if (!status.isEmpty()) {
          pipeline.fail(status);
          return;
        }
      }
    }
  }

  private void ready(long endNs, Exchanged to) {
    while (pipeline.head() != SYNC && pipeline.head() != Pipeline.NONE) {
      if (pipeline.head() == STATEMENT && !answered) {
        answered = true;
        pipeline.answer("", false, endNs, to);
      } else {
        pipeline.drop();
      }
    }
    if (pipeline.head() == SYNC) {
      pipeline.drop();
    }
    answered = false;
    requestMissing = 0;
  }

  /** Everything that waits: of a simple query one statement more than told their ends. */
  private void finish(String status, boolean error, long endNs, Exchanged to) {
    boolean rest = false;
    while (pipeline.head() != Pipeline.NONE) {
      int kind = pipeline.head();
      if (kind == EXECUTE || (kind == STATEMENT && !rest)) {
        pipeline.answer(status, error, endNs, to);
      } else {
        pipeline.drop();
      }
      rest = kind == STATEMENT;
    }
    answered = false;
    copying = false;
  }

  /** The field C of an ErrorResponse; empty where it is not there. */
  private String status(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != 0) {
      if (bytes[at] == 'C' && at + 1 + SQLSTATE <= to) {
        return Sqlstate.of(words, bytes, at + 1);
      }
      at = behind(bytes, at, to);
    }
    return "";
  }

  /** Behind a text's end. */
  private static int behind(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != 0) {
      at++;
    }
    return Math.min(at + 1, to);
  }

  private static int big(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 255) << 16
        | (bytes[at + 2] & 255) << 8
        | (bytes[at + 3] & 255);
  }
}
