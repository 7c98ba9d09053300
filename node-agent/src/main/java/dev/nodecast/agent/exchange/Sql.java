package dev.nodecast.agent.exchange;

import dev.nodecast.agent.exchange.SqlTokens.Dialect;
import dev.nodecast.agent.exchange.SqlTokens.Token;
import java.util.Arrays;

/**
 * What a statement does and to which table first. Not a parser of SQL: it knows where each verb has
 * its table, and tells none where it does not. Only words of {@link #VERBS} and names that stand
 * where a table does leave it. For one thread.
 */
final class Sql {
  /** A statement of no word that is known. */
  static final String OTHER = "OTHER";

  /** Text without a statement. */
  static final String EMPTY = "EMPTY";

  private static final String[] VERBS =
      ("SELECT INSERT UPDATE DELETE BEGIN COMMIT ROLLBACK START SET SHOW WITH CALL MERGE REPLACE"
              + " VALUES TABLE END ABORT SAVEPOINT RELEASE RESET DO EXECUTE PREPARE DEALLOCATE"
              + " DECLARE FETCH MOVE CLOSE COPY CREATE ALTER DROP TRUNCATE COMMENT GRANT REVOKE"
              + " ANALYZE VACUUM EXPLAIN LOCK UNLOCK LISTEN NOTIFY UNLISTEN REFRESH REINDEX CLUSTER"
              + " CHECKPOINT DISCARD USE DESCRIBE DESC OPTIMIZE RENAME LOAD HANDLER KILL FLUSH HELP"
              + " XA CHECK REPAIR PURGE CHANGE STOP SECURITY REASSIGN IMPORT SIGNAL BINLOG INSTALL")
          .split(" ");

  /** Bytes of a name with its schema; a longer one is not told. */
  private static final int LONGEST = 128;

  /** Names of common table expressions that are told from tables. */
  private static final int EXPRESSIONS = 8;

  // Words that may stand before a table's name.
  private static final String[] NONE = {};
  private static final String[] BEFORE_INTO = {
    "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"
  };
  private static final String[] BEFORE_UPDATE = {"LOW_PRIORITY", "IGNORE", "ONLY"};
  private static final String[] BEFORE_WHOLE = {"TABLE", "TABLES", "ONLY"};
  private static final String[] BEFORE_DEFINED = {"IF", "NOT", "EXISTS", "ONLY"};
  private static final String[] BEFORE_FROM = {"ONLY", "LATERAL"};

  private final Words words;
  private final SqlTokens tokens;
  private final byte[] name = new byte[LONGEST];
  private final int[] expressions = new int[2 * EXPRESSIONS];
  private byte[] bytes = {};
  private boolean cut;
  private int limit;
  private int expressionCount;

  // Of the statement that is being read.
  private int depth;
  private long selects; // bit n: at depth n a SELECT began, so FROM is its own
  private boolean with; // before the verb behind WITH …
  private String fallback = "";

  /** The verb, upper case; {@link #EMPTY} or {@link #OTHER}. */
  String operation = EMPTY;

  /** The table with its schema, lower case, as written; empty where there is none. */
  String target = "";

  Sql(Words words, Dialect dialect) {
    this.words = words;
    this.tokens = new SqlTokens(dialect);
  }

  /** The word as it is in {@link #VERBS}, or {@link #OTHER}: of a text that another side made. */
  String verb(byte[] text, int from, int to) {
    tokens.set(text, from, to);
    tokens.next();
    return verb();
  }

  /**
   * Reads the first statement of a text.
   *
   * @param incomplete whether the text goes on behind {@code to}
   * @return where the next one begins, or {@code to}
   */
  int read(byte[] text, int from, int to, boolean incomplete) {
    bytes = text;
    limit = to;
    cut = incomplete;
    depth = 0;
    selects = 0;
    with = false;
    fallback = "";
    expressionCount = 0;
    operation = EMPTY;
    target = "";
    tokens.set(text, from, to);
    tokens.next();
    while (tokens.is('(')) {
      tokens.next();
    }
    if (tokens.token != Token.END && !tokens.is(';')) {
      operation = verb();
      with = operation.equals("WITH");
      if (!with) {
        target(operation);
      } else {
        tokens.next();
      }
      rest();
    }
    if (target.isEmpty()) {
      target = fallback;
    }
    return tokens.position();
  }

  private String verb() {
    for (String verb : VERBS) {
      if (tokens.is(verb)) {
        return verb;
      }
    }
    return OTHER;
  }

  /** Where the verb says at once what it is of; the current token is the verb. */
  private void target(String verb) {
    tokens.next();
    switch (verb) {
      case "SELECT", "DELETE" -> selects |= 1L << depth;
      case "INSERT", "REPLACE", "MERGE" -> table(true, BEFORE_INTO);
      case "UPDATE" -> table(true, BEFORE_UPDATE);
      case "TRUNCATE", "LOCK" -> table(false, BEFORE_WHOLE);
      case "COPY", "CALL", "TABLE" -> table(true, NONE);
      case "CREATE", "ALTER", "DROP", "RENAME", "LOAD" -> definition();
      default -> {}
    }
  }

  /** DDL is of a table where the word says so; of an index, the table is behind ON. */
  private void definition() {
    boolean index = false;
    while (tokens.token == Token.WORD || tokens.token == Token.LITERAL || index) {
      if (tokens.token == Token.END || tokens.is(';')) {
        return;
      }
      boolean on = index && tokens.is("ON");
      if (on || (!index && (tokens.is("TABLE") || tokens.is("VIEW")))) {
        tokens.next();
        table(true, BEFORE_DEFINED);
        return;
      }
      index |= tokens.is("INDEX");
      if (!index && (tokens.is("USER") || tokens.is("FUNCTION") || tokens.is("PROCEDURE"))) {
        return;
      }
      tokens.next();
    }
  }

  /** To the statement's end, for the first table that a SELECT is from. */
  private void rest() {
    boolean distinct = false; // IS DISTINCT FROM compares
    while (tokens.token != Token.END) {
      if (tokens.is(';') && depth == 0) {
        return;
      }
      boolean from = (!distinct && tokens.is("FROM")) || tokens.is("JOIN");
      distinct = tokens.is("DISTINCT");
      if (tokens.is('(')) {
        depth = Math.min(62, depth + 1);
        selects &= ~(1L << depth);
      } else if (tokens.is(')')) {
        depth = Math.max(0, depth - 1);
      } else if (from && target.isEmpty() && (selects >>> depth & 1) != 0) {
        tokens.next();
        table(false, BEFORE_FROM);
        continue;
      } else if (with && depth == 0) {
        if (expression()) {
          continue;
        }
      } else if (tokens.is("SELECT")) {
        selects |= 1L << depth;
      }
      tokens.next();
    }
  }

  /** Between WITH and its verb; returns whether the verb was there, and read. */
  private boolean expression() {
    if (tokens.token != Token.WORD && tokens.token != Token.QUOTED) {
      return false;
    }
    String verb = tokens.token == Token.WORD ? verb() : OTHER;
    switch (verb) {
      case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE" -> {
        operation = verb;
        with = false;
        target(verb);
        return true;
      }
      default -> {
        if (!tokens.is("AS") && !tokens.is("RECURSIVE") && expressionCount < EXPRESSIONS) {
          expressions[2 * expressionCount] = tokens.from;
          expressions[2 * expressionCount++ + 1] = tokens.to;
        }
        return false;
      }
    }
  }

  /**
   * A table's name from the current token on, behind words that may stand before it.
   *
   * @param arguments whether it may have brackets behind it, and is no function then
   */
  private void table(boolean arguments, String[] before) {
    for (int i = 0; i < before.length; i++) {
      if (tokens.is(before[i])) {
        tokens.next();
        i = -1;
      }
    }
    int start = tokens.from;
    int end = tokens.to;
    int length = 0;
    int parts = 0;
    boolean told = tokens.token == Token.WORD || tokens.token == Token.QUOTED;
    while (tokens.token == Token.WORD || tokens.token == Token.QUOTED) {
      length = part(length);
      told &= length >= 0 && !(cut && tokens.to >= limit);
      parts++;
      tokens.next();
      if (!tokens.is('.')) {
        break;
      }
      length = append(length, '.');
      tokens.next();
      told &= tokens.token == Token.WORD || tokens.token == Token.QUOTED;
    }
    if (told && length > 0 && (arguments || !tokens.is('(')) && (parts > 1 || !known(start, end))) {
      if (with) {
        fallback = fallback.isEmpty() ? words.of(name, 0, length) : fallback;
      } else {
        target = words.of(name, 0, length);
      }
    }
  }

  private boolean known(int from, int to) {
    for (int i = 0; i < expressionCount; i++) {
      if (Arrays.equals(bytes, expressions[2 * i], expressions[2 * i + 1], bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Less than 0 from where it is none to tell. */
  private int part(int length) {
    int end = length;
    for (int i = tokens.from; i < tokens.to; i++) {
      end = append(end, bytes[i]);
    }
    return end;
  }

  private int append(int length, int c) {
    boolean strange = (c >= 0 && c < ' ') || c == 0x7f || c == '\'' || c == '"' || c == '`';
    if (length < 0 || length >= LONGEST || strange) {
      return -1;
    }
    name[length] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
    return length + 1;
  }
}
