package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * Runs one request on one connection: reads the statement, decides how it is executed (stream of
 * blocks, insert of a stream, or whole), and hands the outcome to an {@link Output}.
 */
final class QueryRunner {
  /** An INSERT must show its data clause within this; ClickHouse's own max_query_size. */
  private static final int INSERT_TEXT_BYTES = 256 * 1024;

  private static final int STATEMENT_BYTES = 16 * 1024 * 1024;

  private final ConnectionPool pool;
  private final Sessions sessions;

  QueryRunner(ConnectionPool pool, Sessions sessions) {
    this.pool = pool;
    this.sessions = sessions;
  }

  /** Where an outcome goes; headers first, then bytes, and nothing when there are none. */
  interface Output {
    /** The stream for the result in this format; called once, when no error can come before it. */
    OutputStream body(String format, Summary summary) throws IOException;
  }

  private record Statement(byte[] text, SqlText sql, InputStream data) {}

  void run(QueryRequest request, InputStream body, RunningQuery running, Output output)
      throws IOException, InterruptedException {
    Statement statement = read(request, body);
    check(request, statement.sql());
    boolean insert = statement.sql().kind() == SqlText.Kind.INSERT;
    boolean session = !request.sessionId().isEmpty();
    ChdbConnection connection =
        session
            ? sessions.enter(request.sessionId(), request.sessionCheck())
            : insert ? pool.takeForInsert() : pool.take();
    try {
      if (running.cancelled()) {
        throw new IOException("the client has gone");
      }
      running.executing(true);
      connection.apply(running.tag(), request.database(), request.settings());
      if (insert) {
        insert(connection, request, statement, output);
      } else {
        execute(connection, request, statement, output);
      }
    } finally {
      running.executing(false);
      if (session) {
        sessions.leave(request.sessionId(), request.sessionTimeoutSeconds());
      } else {
        pool.release(connection, false);
      }
    }
  }

  /** The statement is the query argument and the body after it; an INSERT's data stays a stream. */
  private static Statement read(QueryRequest request, InputStream body) throws IOException {
    byte[] argument = request.query().getBytes(UTF_8);
    if (argument.length > 0) {
      SqlText sql = SqlText.of(argument);
      if (sql.kind() == SqlText.Kind.INSERT) {
        byte[] inline = Arrays.copyOfRange(argument, sql.dataStart(), argument.length);
        boolean blank = new String(inline, UTF_8).isBlank();
        return new Statement(argument, sql, blank ? body : joined(inline, body));
      }
      argument = Arrays.copyOf(argument, argument.length + 1);
      argument[argument.length - 1] = '\n';
    }
    byte[] head = concat(argument, body.readNBytes(INSERT_TEXT_BYTES));
    SqlText sql = SqlText.of(head);
    if (sql.kind() == SqlText.Kind.INSERT) {
      byte[] inline = Arrays.copyOfRange(head, sql.dataStart(), head.length);
      return new Statement(head, sql, joined(inline, body));
    }
    byte[] rest = body.readNBytes(STATEMENT_BYTES + 1 - head.length);
    byte[] text = rest.length == 0 ? head : concat(head, rest);
    if (text.length > STATEMENT_BYTES) {
      throw new ClickHouseException(
          ClickHouseException.SYNTAX_ERROR,
          "statement: more than " + STATEMENT_BYTES + " bytes (expected: data after INSERT only)");
    }
    return new Statement(text, rest.length == 0 ? sql : SqlText.of(text), null);
  }

  private static InputStream joined(byte[] head, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void check(QueryRequest request, SqlText sql) {
    if (sql.kind() == SqlText.Kind.FILE) {
      throw new ClickHouseException(
          ClickHouseException.NOT_IMPLEMENTED, "INFILE and OUTFILE are not supported over HTTP");
    }
    if (sql.kind() == SqlText.Kind.INSERT && request.readOnly()) {
      throw readOnly();
    }
    boolean lasting = sql.kind() == SqlText.Kind.TEMPORARY;
    if (lasting && request.sessionId().isEmpty()) {
      throw new ClickHouseException(
          ClickHouseException.BAD_ARGUMENTS, "temporary table without session_id");
    }
  }

  private static ClickHouseException readOnly() {
    return new ClickHouseException(
        ClickHouseException.READONLY,
        "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly."
            + " You should use method POST for modifying queries");
  }

  private static void insert(
      ChdbConnection connection, QueryRequest request, Statement statement, Output output)
      throws IOException {
    SqlText sql = statement.sql();
    String format = sql.format().isEmpty() ? "Values" : sql.format();
    byte[] text = Arrays.copyOf(statement.text(), sql.end());
    Summary summary;
    try (ChdbInsert insert = connection.insert(text, format, request.params())) {
      insert.appendAll(statement.data());
      summary = insert.finish();
    }
    output.body(request.format(), summary).close();
  }

  private static void execute(
      ChdbConnection connection, QueryRequest request, Statement statement, Output output)
      throws IOException {
    SqlText sql = statement.sql();
    byte[] text = statement.text();
    boolean state = sql.kind() == SqlText.Kind.SET || sql.kind() == SqlText.Kind.USE;
    if (request.readOnly() && !state && !connection.readOnly(text)) {
      throw readOnly();
    }
    for (String name : sql.assigned()) {
      connection.noteSetting(name);
    }
    if (sql.kind() == SqlText.Kind.USE) {
      connection.noteUse();
    }
    String format = sql.format().isEmpty() ? request.format() : sql.format();
    boolean blocks = sql.kind() == SqlText.Kind.SELECT && Formats.joinable(format);
    if (blocks && !sql.multipart() && !request.whole()) {
      try (ChdbStream stream = connection.stream(text, format, request.params())) {
        send(stream, format, output);
        return;
      } catch (ClickHouseException e) {
        // Said before anything runs, of statements that only look like a SELECT.
        if (!e.getMessage().contains("Streaming query is not supported")) {
          throw e;
        }
      }
    }
    try (ChdbResult result = connection.query(text, format, request.params());
        OutputStream out = output.body(format, result.summary())) {
      result.writeTo(out, 0);
    }
  }

  private static void send(ChdbStream stream, String format, Output output) throws IOException {
    // The first block decides between an error response and a result.
    ChdbResult block = stream.next();
    OutputStream out = output.body(format, Summary.NONE);
    int header = 0;
    boolean first = true;
    while (block != null) {
      try (ChdbResult chunk = block) {
        if (first) {
          header = Formats.headerLength(format, chunk.head(1 << 20));
        }
        chunk.writeTo(out, first ? 0 : header);
      }
      first = false;
      block = stream.next();
    }
    out.close();
  }
}
