package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the front must know of a statement before the engine sees it: what it is, which format it
 * names, and for an INSERT where its text ends and its data begins. Offsets count bytes.
 *
 * @param format the FORMAT clause's name, or empty
 * @param end where the text to hand to the engine ends (INSERT with data: before FORMAT or VALUES)
 * @param dataStart where inline data begins; meaningful for {@link Kind#INSERT}
 * @param assigned names assigned by a SET
 * @param multipart whether results come in several parts (totals), which blocks cannot carry
 */
record SqlText(
    Kind kind, String format, int end, int dataStart, List<String> assigned, boolean multipart) {
  enum Kind {
    SELECT,
    INSERT,
    SET,
    USE,
    TEMPORARY,
    FILE,
    OTHER
  }

  private record Token(String word, int start, int end, int depth) {
    boolean is(String expected) {
      return word.equalsIgnoreCase(expected);
    }
  }

  static SqlText of(byte[] bytes) {
    // Latin-1 keeps one char per byte; all that is looked for is ASCII.
    String sql = new String(bytes, ISO_8859_1);
    Lexer lexer = new Lexer(sql);
    Token first = lexer.next();
    while (first != null && first.is("(")) {
      first = lexer.next();
    }
    String verb = first == null ? "" : first.word().toUpperCase(Locale.ROOT);
    if (verb.equals("INSERT")) {
      return insert(sql, lexer);
    }
    List<Token> tokens = new ArrayList<>();
    for (Token token = lexer.next(); token != null; token = lexer.next()) {
      tokens.add(token);
    }
    return statement(verb, tokens, sql.length());
  }

  private static SqlText statement(String verb, List<Token> tokens, int length) {
    Kind kind =
        switch (verb) {
          case "SELECT", "WITH" -> Kind.SELECT;
          case "SET" -> Kind.SET;
          case "USE" -> Kind.USE;
          default -> Kind.OTHER;
        };
    String format = "";
    boolean totals = false;
    List<String> assigned = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Token next = i + 1 < tokens.size() ? tokens.get(i + 1) : null;
      totals |= token.is("TOTALS");
      if (token.is("OUTFILE")) {
        kind = Kind.FILE;
      } else if (i == 0 && verb.equals("CREATE") && token.is("TEMPORARY")) {
        kind = Kind.TEMPORARY;
      } else if (kind == Kind.SET && next != null && next.is("=")) {
        assigned.add(token.word());
      } else if (token.is("FORMAT") && next != null && closes(tokens, i + 2)) {
        format = next.word();
      }
    }
    return new SqlText(kind, format, length, length, assigned, totals);
  }

  /** FORMAT is a clause, not a column of that name, when its name ends the statement. */
  private static boolean closes(List<Token> tokens, int at) {
    return at >= tokens.size() || tokens.get(at).is(";") || tokens.get(at).is("SETTINGS");
  }

  private static SqlText insert(String sql, Lexer lexer) {
    int index = 0;
    for (Token token = lexer.next(); token != null; token = lexer.next(), index++) {
      if (token.is("INFILE")) {
        return new SqlText(Kind.FILE, "", sql.length(), sql.length(), List.of(), false);
      }
      // The first two are INTO and the table, which may have any name.
      if (index < 2 || token.depth() > 0) {
        continue;
      }
      if (token.is("SELECT") || token.is("WITH")) {
        return new SqlText(Kind.OTHER, "", sql.length(), sql.length(), List.of(), false);
      }
      if (token.is("VALUES")) {
        return new SqlText(
            Kind.INSERT,
            "Values",
            /* end= */ token.start(),
            /* dataStart= */ token.end(),
            List.of(),
            false);
      }
      if (token.is("FORMAT")) {
        Token name = lexer.next();
        if (name != null) {
          int data = lineEnd(sql, name.end());
          return new SqlText(Kind.INSERT, name.word(), token.start(), data, List.of(), false);
        }
      }
    }
    return new SqlText(Kind.INSERT, "", sql.length(), sql.length(), List.of(), false);
  }

  /** As ClickHouse's parser: blanks, an optional semicolon and one line break precede the data. */
  private static int lineEnd(String sql, int from) {
    int at = from;
    while (at < sql.length() && " \t\f;".indexOf(sql.charAt(at)) >= 0) {
      at++;
    }
    if (at < sql.length() && sql.charAt(at) == '\r') {
      at++;
    }
    return at < sql.length() && sql.charAt(at) == '\n' ? at + 1 : at;
  }

  /** Words and single characters, without blanks, comments and the insides of quotes. */
  private static final class Lexer {
    private final String sql;
    private int at;
    private int depth;

    Lexer(String sql) {
      this.sql = sql;
    }

    Token next() {
      skipBlanks();
      if (at >= sql.length()) {
        return null;
      }
      int start = at;
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        skipQuoted(c);
        return new Token("'", start, at, depth);
      }
      if (word(c)) {
        while (at < sql.length() && word(sql.charAt(at))) {
          at++;
        }
        return new Token(sql.substring(start, at), start, at, depth);
      }
      at++;
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      return new Token(String.valueOf(c), start, at, depth);
    }

    private void skipBlanks() {
      while (at < sql.length()) {
        if (sql.charAt(at) <= ' ') {
          at++;
        } else if (sql.startsWith("--", at) || sql.charAt(at) == '#') {
          at = after("\n");
        } else if (sql.startsWith("/*", at)) {
          at = after("*/");
        } else {
          return;
        }
      }
    }

    private int after(String closing) {
      int found = sql.indexOf(closing, at + 1);
      return found < 0 ? sql.length() : found + closing.length();
    }

    private void skipQuoted(char quote) {
      at++;
      while (at < sql.length() && sql.charAt(at) != quote) {
        at += sql.charAt(at) == '\\' ? 2 : 1;
      }
      at = Math.min(at + 1, sql.length());
    }

    private static boolean word(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '_'
          || c >= 0x80;
    }
  }
}
