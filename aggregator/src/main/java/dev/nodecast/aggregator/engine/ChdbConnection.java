package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.lang.ref.Reference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One engine session. Used by one thread at a time (the pool sees to that). Settings and the
 * current database outlive a statement, so what a request sets is remembered here and undone by
 * {@link #reset}.
 */
final class ChdbConnection {
  private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,127}");
  private static final String DEFAULT_DATABASE = "default";

  /** These forbid their own reset, and would stay with whoever uses the connection next. */
  private static final Set<String> IRREVERSIBLE = Set.of("readonly", "allow_ddl", "profile");

  private final Pointer handle;
  private final Set<String> touched = new LinkedHashSet<>();
  private String database = DEFAULT_DATABASE;

  private ChdbConnection(Pointer handle) {
    this.handle = handle;
  }

  /** Opens a session; the first one boots the engine. Throws when the engine refuses. */
  static ChdbConnection open(List<String> arguments) {
    StringArray argv = new StringArray(arguments.toArray(String[]::new));
    Pointer[] connection = new Pointer[1];
    try {
      Signals.preserving(() -> connection[0] = Chdb.chdb_connect(arguments.size(), argv));
    } finally {
      Reference.reachabilityFence(argv);
    }
    if (connection[0] == null) {
      throw new IllegalStateException("chdb_connect refused");
    }
    return new ChdbConnection(connection[0].getPointer(0));
  }

  /** Runs a statement to its end; the caller closes the result. */
  ChdbResult query(byte[] sql, String format, Map<String, String> params) {
    byte[] name = format.getBytes(UTF_8);
    NativeParams p = new NativeParams(params);
    try {
      return new ChdbResult(
              Chdb.chdb_query_with_params_n(
                  handle,
                  sql,
                  sql.length,
                  name,
                  name.length,
                  p.names,
                  p.nameLengths,
                  p.values,
                  p.valueLengths,
                  p.count))
          .orThrow();
    } finally {
      Reference.reachabilityFence(p);
    }
  }

  /** Runs a statement of our own for its text (TabSeparated, no final newline). */
  String text(String sql) {
    try (ChdbResult result = query(sql.getBytes(UTF_8), "TabSeparated", Map.of())) {
      return new String(result.head(1 << 20), UTF_8).strip();
    }
  }

  /** Starts a SELECT that is fetched block by block. */
  ChdbStream stream(byte[] sql, String format, Map<String, String> params) {
    byte[] name = format.getBytes(UTF_8);
    NativeParams p = new NativeParams(params);
    try {
      Pointer stream =
          Chdb.chdb_stream_query_with_params_n(
              handle,
              sql,
              sql.length,
              name,
              name.length,
              p.names,
              p.nameLengths,
              p.values,
              p.valueLengths,
              p.count);
      return new ChdbStream(handle, new ChdbResult(stream).orThrow());
    } finally {
      Reference.reachabilityFence(p);
    }
  }

  /** Starts an INSERT ({@code sql} without its FORMAT or VALUES clause) fed with raw bytes. */
  ChdbInsert insert(byte[] sql, String format, Map<String, String> params) {
    byte[] name = format.getBytes(UTF_8);
    NativeParams p = new NativeParams(params);
    try {
      return new ChdbInsert(
              Chdb.chdb_stream_insert_with_params_n(
                  handle,
                  sql,
                  sql.length,
                  name,
                  name.length,
                  p.names,
                  p.nameLengths,
                  p.values,
                  p.valueLengths,
                  p.count))
          .orThrow();
    } finally {
      Reference.reachabilityFence(p);
    }
  }

  /**
   * Whether the statement leaves no trace. Text that does not parse counts as such: running it
   * gives the syntax error; text that parses into something unclassified does not.
   */
  boolean readOnly(byte[] sql) {
    // chdb_query_analysis_v1: struct_size, statement_count, flags, query_class.
    Memory analysis = new Memory(16);
    analysis.clear();
    analysis.setInt(0, 16);
    int state = Chdb.chdb_classify_query_n(handle, sql, sql.length, null, 0, analysis);
    int statements = analysis.getInt(4);
    return state == Chdb.SUCCESS
        && (statements == 0 || analysis.getInt(12) == Chdb.CLASS_READ_ONLY);
  }

  /** Applies what one request asks for; {@code tag} is how a running query is found again. */
  void apply(String tag, String wantedDatabase, Map<String, String> settings) {
    String wanted = wantedDatabase.isEmpty() ? database : wantedDatabase;
    if (!wanted.equals(database)) {
      run("USE `" + wanted.replace("\\", "\\\\").replace("`", "\\`") + "`");
      database = wanted;
    }
    StringBuilder sql = new StringBuilder("SET log_comment=").append(quoted(tag));
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      noteSetting(setting.getKey());
      sql.append(", ").append(setting.getKey()).append('=').append(quoted(setting.getValue()));
    }
    run(sql.toString());
  }

  /** Remembers that a SET, by a request's arguments or its text, has to be undone. */
  void noteSetting(String name) {
    if (!SETTING.matcher(name).matches()) {
      throw new ClickHouseException(
          ClickHouseException.BAD_ARGUMENTS, "setting name is not an identifier");
    }
    if (IRREVERSIBLE.contains(name)) {
      throw new ClickHouseException(
          ClickHouseException.NOT_IMPLEMENTED,
          name + ": cannot be set (expected: as an argument readonly=1, or another setting)");
    }
    touched.add(name);
  }

  /** Says that the text of a request has changed the database by itself. */
  void noteUse() {
    database = "";
  }

  /** Back to the state of a fresh connection. */
  void reset() {
    if (!touched.isEmpty()) {
      run("SET " + String.join("=DEFAULT, ", touched) + "=DEFAULT");
      touched.clear();
    }
    if (!database.equals(DEFAULT_DATABASE)) {
      run("USE " + DEFAULT_DATABASE);
      database = DEFAULT_DATABASE;
    }
  }

  /** Back to a fresh state after a session, which may have made temporary tables. */
  void resetSession() {
    String tables = text("SELECT name FROM system.tables WHERE is_temporary FORMAT TSVRaw");
    for (String table : tables.isEmpty() ? new String[0] : tables.split("\n", -1)) {
      run(
          "DROP TEMPORARY TABLE IF EXISTS `"
              + table.replace("\\", "\\\\").replace("`", "\\`")
              + "`");
    }
    reset();
  }

  private void run(String sql) {
    query(sql.getBytes(UTF_8), "Null", Map.of()).close();
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
