package dev.nodecast.agent.exchange;

import dev.nodecast.agent.exchange.SqlTokens.Dialect;

/**
 * The protocol of MySQL and MariaDB (their manuals' chapters "Client/Server Protocol"). An exchange
 * is a command that the server answers; what only prepares is none, unless it fails. Keeps the verb
 * and the table of prepared statements, and the commands that wait.
 *
 * <p>Answers are not read to their ends: the sequence numbers of packets begin anew with each, and
 * no packet but an error begins with 0xff.
 */
final class Mysql implements Dialogue {
  /** EXCHANGE_RESPONSE / 2: of a cut answer no more is sure to be without a gap. */
  private static final int SURE = 256;

  /** QUIET_NS of exchange_ends.bpf.h: an answer that goes on after so long is not seen. */
  private static final long QUIET_NS = 400_000_000L;

  private static final int HEADER = 4;
  private static final int SSL = 0x800;
  private static final int COMPRESS = 0x20;
  private static final int ZSTD = 0x4000000;
  private static final int LOGIN = 32; // bytes of the shortest: SSLRequest
  private static final int LAST_PREPARED = -1;

  private static final int ERROR = 0xff;
  private static final int PROGRESS = 0xffff; // MariaDB: an error of this code is none
  private static final int LOCAL_INFILE = 0xfb;

  // Kinds of what waits.
  private static final int COMMAND = 0;
  private static final int PREPARE = 1;

  private final Words words;
  private final Sql sql;
  private final Statements statements = new Statements();
  private final Pipeline pipeline = new Pipeline();
  private boolean begun; // a turn was seen
  private boolean ignored;
  private boolean answering; // the head, with `expected` to come next
  private boolean loading; // the head, of a file that the client sends
  private int expected;
  private long requestMissing; // bytes of a packet that the next turn begins with
  private long answerMissing;
  private long lastNs;
  private String prepared = "EXECUTE";
  private String preparedTarget = "";

  Mysql(Words words) {
    this.words = words;
    this.sql = new Sql(words, Dialect.MYSQL);
  }

  @Override
  public void turn(Turn turn, Exchanged to) {
    if (ignored) {
      return;
    }
    pipeline.begin();
    if (!loading && pipeline.size() > 0 && turn.requestNs - lastNs > QUIET_NS) {
      finish(false, lastNs, to);
      pipeline.flush(to);
    }
    requests(turn, to);
    begun = true;
    boolean read = answers(turn, to);
    if (answering && !loading) {
      end(turn.endNs, to);
    }
    if (turn.unanswered || turn.ended || !read || !turn.wholeResponse()) {
      boolean lost = turn.unanswered || (turn.ended && read && turn.wholeResponse());
      finish(lost, turn.endNs, to);
      failLate(turn);
    }
    if (pipeline.size() == 0) {
      requestMissing = 0; // nobody sends half a packet when everything is answered
    }
    pipeline.marked(turn.responseBytes);
    pipeline.flush(to);
    lastNs = turn.endNs;
  }

  private void requests(Turn turn, Exchanged to) {
    byte[] bytes = turn.request;
    if (!begun && turn.requestLength > HEADER && bytes[0] == 3 && bytes[3] >= ' ') {
      // the first that is seen, by a server that reads a packet's header by itself
      command(turn, 0, turn.requestLength, turn.requestBytes, to);
      pipeline.requested(turn.requestBytes);
      return;
    }
    long at = Math.min(requestMissing, turn.requestBytes);
    requestMissing -= at;
    while (at < turn.requestBytes) {
      boolean header = at + HEADER <= turn.requestLength;
      int length = header ? length(bytes, (int) at) : 0;
      if (!header || (length > 0 && at + HEADER == turn.requestLength)) {
        if (!loading) {
          to.unread("cut");
        }
        break;
      }
      int sequence = bytes[(int) at + 3];
      long end = at + HEADER + length;
      int kept = (int) Math.min(end, turn.requestLength);
      if (sequence == 0 && length > 0) {
        if (!command(turn, (int) at + HEADER, kept, end, to)) {
          to.unread("malformed");
          return;
        }
      } else if (!begun && sequence == 1 && length >= LOGIN && kept - at >= HEADER + LOGIN) {
        login(bytes, (int) at + HEADER, length, to);
      } else if (sequence == 0 || (sequence < 0 && pipeline.size() == 0)) {
        to.unread("malformed"); // neither a command nor what follows one
        return;
      }
      if (ignored) {
        return;
      }
      pipeline.requested(Math.min(end, turn.requestBytes));
      at = end;
    }
    requestMissing += Math.max(0, at - turn.requestBytes);
    pipeline.requested(turn.requestBytes);
  }

  /** What the client will speak. */
  private void login(byte[] bytes, int from, int length, Exchanged to) {
    int capabilities = little(bytes, from);
    statements.clear();
    if (length == LOGIN && (capabilities & SSL) != 0) {
      ignore("encrypted", to);
    } else if ((capabilities & (COMPRESS | ZSTD)) != 0) {
      ignore("compressed", to);
    }
  }

  private void ignore(String reason, Exchanged to) {
    ignored = true;
    to.unread(reason);
  }

  /** Returns false where it is none. */
  private boolean command(Turn turn, int from, int kept, long end, Exchanged to) {
    byte[] bytes = turn.request;
    int id = kept - from >= 5 ? little(bytes, from + 1) : 0;
    switch (bytes[from] & 255) {
      case 0x01, 0x18 -> {} // QUIT, STMT_SEND_LONG_DATA: not answered
      case 0x19 -> statements.remove(id); // STMT_CLOSE: neither
      case 0x02 -> add(COMMAND, "USE", "", turn, to);
      case 0x03 -> query(turn, from + 1, kept, end, to);
      case 0x04 -> add(COMMAND, "FIELD_LIST", "", turn, to);
      case 0x05 -> add(COMMAND, "CREATE", "", turn, to);
      case 0x06 -> add(COMMAND, "DROP", "", turn, to);
      case 0x07 -> add(COMMAND, "REFRESH", "", turn, to);
      case 0x08 -> add(COMMAND, "SHUTDOWN", "", turn, to);
      case 0x09 -> add(COMMAND, "STATISTICS", "", turn, to);
      case 0x0a -> add(COMMAND, "PROCESS_INFO", "", turn, to);
      case 0x0c -> add(COMMAND, "KILL", "", turn, to);
      case 0x0d -> add(COMMAND, "DEBUG", "", turn, to);
      case 0x0e -> add(COMMAND, "PING", "", turn, to);
      case 0x11 -> add(COMMAND, "CHANGE_USER", "", turn, to);
      case 0x12, 0x1e -> ignore("replication", to); // BINLOG_DUMP: an answer without an end
      case 0x16 -> {
        sql.read(bytes, from + 1, kept, end > kept);
        add(PREPARE, sql.operation, sql.target, turn, to);
        prepared = sql.operation;
        preparedTarget = sql.target;
      }
      case 0x17, 0xfa -> execute(id, turn, to);
      case 0x1a -> add(COMMAND, "STMT_RESET", "", turn, to);
      case 0x1b -> add(COMMAND, "SET_OPTION", "", turn, to);
      case 0x1c -> add(COMMAND, "FETCH", "", turn, to);
      case 0x1f -> {
        statements.clear();
        add(COMMAND, "RESET_CONNECTION", "", turn, to);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void query(Turn turn, int from, int kept, long end, Exchanged to) {
    byte[] bytes = turn.request;
    int text = from;
    if (from + 1 < kept && bytes[from] == 0 && bytes[from + 1] == 1) {
      text += 2; // CLIENT_QUERY_ATTRIBUTES, and none
    } else if (from < kept && bytes[from] > 0 && bytes[from] < '\t') {
      add(COMMAND, Sql.OTHER, "", turn, to); // and some: the text is behind them
      return;
    }
    sql.read(bytes, text, kept, end > kept);
    add(COMMAND, sql.operation, sql.target, turn, to);
  }

  private void execute(int id, Turn turn, Exchanged to) {
    int of = id == LAST_PREPARED ? -1 : statements.find(id);
    if (of >= 0) {
      add(COMMAND, statements.operation(of), statements.target(of), turn, to);
    } else if (id == LAST_PREPARED) {
      add(COMMAND, prepared, preparedTarget, turn, to); // MariaDB: of the PREPARE before it
    } else {
      add(COMMAND, "EXECUTE", "", turn, to);
    }
  }

  private void add(int kind, String operation, String target, Turn turn, Exchanged to) {
    if (!pipeline.add(kind, operation, target, turn.requestNs)) {
      to.unread("limit");
      finish(false, turn.endNs, to);
    }
  }

  /** Returns false where the bytes stop to be the protocol's. */
  private boolean answers(Turn turn, Exchanged to) {
    byte[] bytes = turn.response;
    int sure = turn.wholeResponse() ? turn.responseLength : Math.min(SURE, turn.responseLength);
    long at = Math.min(answerMissing, turn.responseBytes);
    answerMissing -= at;
    while (at + HEADER < sure) {
      int length = length(bytes, (int) at);
      int sequence = bytes[(int) at + 3] & 255;
      if (length == 0) {
        return false; // there is none in an answer
      }
      long end = at + HEADER + length;
      if (!answering || (sequence == 1 && expected != 1 && !loading)) {
        if (answering) {
          pipeline.marked(at);
          end(turn.endNs, to);
        }
        answering = pipeline.size() > 0;
        begin(turn, (int) at + HEADER, sure, to);
      } else {
        next(turn, (int) at + HEADER, sure, to);
      }
      expected = (sequence + 1) & 255;
      at = end;
    }
    answerMissing += Math.max(0, at - turn.responseBytes);
    return at >= sure;
  }

  /** The first packet of an answer. */
  private void begin(Turn turn, int from, int to, Exchanged told) {
    if (!answering) {
      return;
    }
    int first = turn.response[from] & 255;
    if (pipeline.head() == PREPARE && first == 0 && to - from >= 5) {
      if (!statements.put(
          little(turn.response, from + 1), pipeline.operation(), pipeline.target())) {
        told.unread("limit");
      }
    }
    loading = first == LOCAL_INFILE;
    if (failed(turn, from, to)) {
      fail(turn, from, to, told);
    }
  }

  private void next(Turn turn, int from, int to, Exchanged told) {
    loading = false; // the file is there, and this is what came of it
    if (failed(turn, from, to)) {
      fail(turn, from, to, told);
    }
  }

  private static boolean failed(Turn turn, int from, int to) {
    byte[] bytes = turn.response;
    int code = to - from < 3 ? 0 : (bytes[from + 1] & 255) | (bytes[from + 2] & 255) << 8;
    return (bytes[from] & 255) == ERROR && code != PROGRESS;
  }

  private void fail(Turn turn, int from, int to, Exchanged told) {
    boolean has = to - from >= 4 + Sqlstate.LENGTH && turn.response[from + 3] == '#';
    String status = has ? Sqlstate.of(words, turn.response, from + 4) : Sqlstate.GENERAL;
    pipeline.answer(status, true, turn.endNs, told);
    answering = false;
    loading = false;
  }

  /** An error ends an answer: it is of what was answered last. */
  private void failLate(Turn turn) {
    byte[] tail = turn.tail;
    int end = turn.tailLength;
    for (int at = 0; at + HEADER + 4 + Sqlstate.LENGTH <= end; at++) {
      int from = at + HEADER;
      if ((tail[from] & 255) == ERROR
          && tail[from + 3] == '#'
          && from + length(tail, at) == end
          && (tail[from + 1] & tail[from + 2] & 255) != 255) {
        pipeline.fail(Sqlstate.of(words, tail, from + 4));
        return;
      }
    }
  }

  /** The head's answer is over. */
  private void end(long endNs, Exchanged to) {
    if (pipeline.head() == COMMAND) {
      pipeline.answer("", false, endNs, to);
    } else if (pipeline.head() == PREPARE) {
      pipeline.drop();
    }
    answering = false;
    loading = false;
  }

  /** Everything that waits; what is not known to have failed did not. */
  private void finish(boolean error, long endNs, Exchanged to) {
    while (pipeline.head() != Pipeline.NONE) {
      if (pipeline.head() == COMMAND || error) {
        pipeline.answer("", error, endNs, to);
      } else {
        pipeline.drop();
      }
    }
    answering = false;
    loading = false;
    requestMissing = 0;
    answerMissing = 0;
  }

  private static int length(byte[] bytes, int at) {
    return little(bytes, at) & 0xffffff;
  }

  private static int little(byte[] bytes, int at) {
    return (bytes[at] & 255)
        | (bytes[at + 1] & 255) << 8
        | (bytes[at + 2] & 255) << 16
        | bytes[at + 3] << 24;
  }
}
