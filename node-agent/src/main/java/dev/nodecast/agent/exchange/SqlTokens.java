package dev.nodecast.agent.exchange;

/**
 * SQL text as words, quoted names and marks. Comments are passed over; so are literals, of which
 * nothing but that they are there is to be had. For one thread.
 *
 * <p>Where the text means one thing or another by a setting of its session, it ends there: a
 * backslash before a quote ({@code standard_conforming_strings}, {@code NO_BACKSLASH_ESCAPES}).
 * What a setting would make a literal is then never taken for a name.
 */
final class SqlTokens {
  enum Dialect {
    POSTGRESQL,
    MYSQL
  }

  enum Token {
    END,
    WORD,
    QUOTED,
    LITERAL,
    MARK
  }

  private final boolean mysql;
  private byte[] bytes = {};
  private int at;
  private int limit;

  /** What {@link #next} found. */
  Token token = Token.END;

  /** Where it is, without its quotes. */
  int from;

  int to;

  SqlTokens(Dialect dialect) {
    mysql = dialect == Dialect.MYSQL;
  }

  void set(byte[] text, int start, int end) {
    bytes = text;
    at = start;
    limit = end;
    token = Token.END;
  }

  /** Behind the last token. */
  int position() {
    return at;
  }

  boolean is(char mark) {
    return token == Token.MARK && bytes[from] == mark;
  }

  /** Whether it is a word, in whatever case. */
  boolean is(String word) {
    return token == Token.WORD && spells(word);
  }

  private boolean spells(String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      int c = bytes[from + i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  void next() {
    skip();
    from = at;
    to = at;
    if (at >= limit) {
      token = Token.END;
      return;
    }
    int c = bytes[at];
    if (begins(c)) {
      word();
    } else if (digit(c)) {
      token = Token.LITERAL;
      while (at < limit && continues(bytes[at])) {
        at++;
      }
    } else if (c == '\'' || (c == '"' && mysql)) {
      quoted(Token.LITERAL, false);
    } else if (c == '"' || (c == '`' && mysql)) {
      quoted(Token.QUOTED, false);
    } else if (c == '$') {
      dollar();
    } else {
      token = Token.MARK;
      to = ++at;
    }
  }

  private void word() {
    token = Token.WORD;
    while (at < limit && continues(bytes[at])) {
      at++;
    }
    to = at;
    // PostgreSQL's E'…' is the one literal whose backslashes mean the same in every session
    if (!mysql && to - from == 1 && at < limit && bytes[at] == '\'' && (bytes[from] | 32) == 'e') {
      quoted(Token.LITERAL, true);
    }
  }

  private void quoted(Token kind, boolean escapes) {
    int quote = bytes[at++];
    token = kind;
    from = at;
    while (at < limit) {
      int c = bytes[at];
      int next = at + 1 < limit ? bytes[at + 1] : 0;
      if (c == quote && next != quote) {
        to = at++;
        return;
      }
      if (c == '\\' && next == quote && kind == Token.LITERAL && !escapes) {
        break;
      }
      at += c == quote || (c == '\\' && (escapes || next == '\\')) ? 2 : 1;
    }
    end();
  }

  /** A parameter, or text between {@code $tag$}. */
  private void dollar() {
    int tag = at++;
    token = Token.LITERAL;
    while (at < limit && bytes[at] != '$' && continues(bytes[at])) {
      at++;
    }
    if (at >= limit || bytes[at] != '$' || digit(bytes[tag + 1])) {
      return;
    }
    int length = ++at - tag;
    while (at + length <= limit) {
      if (java.util.Arrays.equals(bytes, at, at + length, bytes, tag, tag + length)) {
        at += length;
        return;
      }
      at++;
    }
    end();
  }

  private void end() {
    token = Token.END;
    at = limit;
    from = limit;
    to = limit;
  }

  private void skip() {
    while (at < limit) {
      int c = bytes[at];
      int next = at + 1 < limit ? bytes[at + 1] : 0;
      if (c >= 0 && c <= ' ') {
        at++;
      } else if ((c == '#' && mysql) || (c == '-' && next == '-' && lineComment())) {
        while (at < limit && bytes[at] != '\n') {
          at++;
        }
      } else if (c == '/' && next == '*') {
        comment();
      } else {
        return;
      }
    }
  }

  /** MySQL takes {@code 1--1} for a difference. */
  private boolean lineComment() {
    return !mysql || at + 2 >= limit || (bytes[at + 2] >= 0 && bytes[at + 2] <= ' ');
  }

  /** PostgreSQL's nest. */
  private void comment() {
    int depth = 0;
    while (at < limit) {
      int c = bytes[at];
      int next = at + 1 < limit ? bytes[at + 1] : 0;
      if (c == '/' && next == '*' && (depth == 0 || !mysql)) {
        depth++;
        at += 2;
      } else if (c == '*' && next == '/') {
        at += 2;
        if (--depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
    at = limit;
  }

  private boolean begins(int c) {
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c < 0 || (c == '$' && mysql);
  }

  private boolean continues(int c) {
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || digit(c) || c == '_' || c == '$' || c < 0;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }
}
