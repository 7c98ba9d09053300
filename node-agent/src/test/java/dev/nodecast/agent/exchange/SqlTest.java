package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.exchange.SqlTokens.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTest {
  private final Sql postgresql = new Sql(new Words(1024), Dialect.POSTGRESQL);
  private final Sql mysql = new Sql(new Words(1024), Dialect.MYSQL);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          select * from users where name = 'from secret'            | SELECT users
          SELECT a, (SELECT max(b) FROM inner_t) FROM outer_t        | SELECT inner_t
          SELECT 1                                                   | SELECT
          SELECT * FROM Shop."Orders" o JOIN items i ON true         | SELECT shop.orders
          SELECT * FROM shop . orders                                | SELECT shop.orders
          SELECT * FROM (SELECT * FROM a JOIN b USING (x)) t, c      | SELECT a
          SELECT extract(year FROM made) FROM orders                 | SELECT orders
          SELECT trim(both 'x' from name), a FROM orders             | SELECT orders
          SELECT a IS DISTINCT FROM b FROM orders                    | SELECT orders
          SELECT * FROM generate_series(1, 10)                       | SELECT
          SELECT * FROM generate_series(1, 10) g JOIN t ON true      | SELECT t
          (SELECT a FROM x) UNION (SELECT b FROM y)                  | SELECT x
          SELECT * FROM ONLY parent                                  | SELECT parent
          SELECT 'it''s FROM a' FROM b                               | SELECT b
          SELECT "FROM" FROM b                                       | SELECT b
          SELECT /* FROM x */ a -- FROM y                            | SELECT
          /* app:shop */ SELECT a FROM t                             | SELECT t
          INSERT INTO public.users (name) VALUES ('bob')             | INSERT public.users
          insert into users select * from other                      | INSERT users
          UPDATE users SET name = 'x' FROM other                     | UPDATE users
          UPDATE ONLY users SET a = 1                                | UPDATE users
          DELETE FROM users USING other                              | DELETE users
          MERGE INTO target t USING source s ON true                 | MERGE target
          WITH a AS (SELECT * FROM t1) SELECT * FROM a               | SELECT t1
          WITH a (x, y) AS (SELECT * FROM t1) SELECT * FROM t2, a    | SELECT t2
          WITH RECURSIVE a AS NOT MATERIALIZED (SELECT 1), b AS (SELECT * FROM a JOIN t ON true) SELECT * FROM b | SELECT t
          WITH a AS (SELECT * FROM src) INSERT INTO dst SELECT * FROM a | INSERT dst
          WITH a AS (SELECT * FROM src) DELETE FROM dst              | DELETE dst
          CREATE TABLE IF NOT EXISTS a.b (c int)                     | CREATE a.b
          CREATE UNIQUE INDEX CONCURRENTLY i ON t (c)                | CREATE t
          CREATE OR REPLACE VIEW v AS SELECT * FROM t                | CREATE v
          CREATE USER bob PASSWORD 'table hidden'                    | CREATE
          ALTER TABLE ONLY t ADD c int                               | ALTER t
          DROP TABLE IF EXISTS "T"                                   | DROP t
          TRUNCATE TABLE t                                           | TRUNCATE t
          BEGIN                                                      | BEGIN
          COMMIT                                                     | COMMIT
          START TRANSACTION                                          | START
          SET search_path TO 'x'                                     | SET
          SHOW all                                                   | SHOW
          CALL shop.refill(1, 'x')                                   | CALL shop.refill
          COPY t (a, b) FROM STDIN                                   | COPY t
          COPY (SELECT * FROM t) TO STDOUT                           | COPY t
          EXPLAIN ANALYZE SELECT * FROM t                            | EXPLAIN t
          LOCK TABLE t                                               | LOCK t
          password123 = 'x'                                          | OTHER
          'a literal'                                                | OTHER
          ;                                                          | EMPTY
          """)
  void knowsVerbAndTable(String text, String expected) {
    assertThat(told(postgresql, text)).containsExactly(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          SELECT * FROM `my db`.`Users`                              | SELECT my db.users
          SELECT "FROM hidden" FROM t # FROM x                       | SELECT t
          SELECT 'it\\'s FROM hidden' FROM t                         | SELECT
          SELECT 1--1 FROM t                                         | SELECT t
          INSERT IGNORE INTO t VALUES (1)                            | INSERT t
          INSERT t SET a = 1                                         | INSERT t
          REPLACE LOW_PRIORITY INTO t VALUES (1)                     | REPLACE t
          DELETE t1 FROM t1 JOIN t2 ON 1                             | DELETE t1
          UPDATE LOW_PRIORITY IGNORE t SET a = 1                     | UPDATE t
          LOAD DATA LOCAL INFILE '/etc/x' INTO TABLE t               | LOAD t
          LOCK TABLES t READ                                         | LOCK t
          SHOW COLUMNS FROM t                                        | SHOW
          USE shop                                                   | USE
          """)
  void knowsMysql(String text, String expected) {
    assertThat(told(mysql, text)).containsExactly(expected.strip());
  }

  @Test
  void dividesStatements() {
    assertThat(
            told(
                postgresql,
                "BEGIN; INSERT INTO a VALUES ('x;y', $$;$$, $t$;$$;$t$);;"
                    + " UPDATE b SET c = E'\\';' /* ; /* ; */ ; */; COMMIT;"))
        .containsExactly("BEGIN", "INSERT a", "UPDATE b", "COMMIT");
  }

  /** Each has the secret where one reading or another of quotes would take it for a name. */
  @Test
  void tellsNoLiteral() {
    for (String text :
        List.of(
            "SELECT * FROM 'secret'",
            "SELECT '\\' FROM secret '",
            "SELECT ' \\' FROM secret --'",
            "SELECT '\\\\\\' FROM secret '",
            "SELECT $x$ FROM secret $x$",
            "SELECT $$ FROM secret ",
            "SELECT E'\\' FROM secret '",
            "SELECT e'\\\\\\' FROM secret'",
            "SELECT U&'\\' FROM secret '",
            "SELECT ' FROM secret",
            "INSERT INTO 'secret' VALUES (1)",
            "UPDATE 'a' \"b'secret\" SET x",
            "SELECT /* /* */ FROM secret */ 1",
            "secret",
            "SELECT * FROM \"a\u0001secret\"",
            "CREATE ROLE x PASSWORD 'secret'",
            "SET PASSWORD = 'secret'",
            "CALL 'secret'")) {
      assertThat(String.join(" ", told(postgresql, text))).as(text).doesNotContain("secret");
    }
    for (String text :
        List.of(
            "SELECT * FROM \"secret\"",
            "SELECT \"\\\" FROM secret \"",
            "SELECT '\\' FROM secret '",
            "INSERT INTO t VALUES ('\\'); DELETE FROM secret; ')",
            "SELECT # FROM secret",
            "SELECT \" FROM secret")) {
      assertThat(String.join(" ", told(mysql, text))).as(text).doesNotContain("secret");
    }
  }

  @Test
  void tellsNoHalfName() {
    byte[] text = "SELECT * FROM customers".getBytes(StandardCharsets.UTF_8);
    postgresql.read(text, 0, text.length - 3, true);
    assertThat(postgresql.target).isEmpty();
    postgresql.read(text, 0, text.length, false);
    assertThat(postgresql.target).isEqualTo("customers");
  }

  private static List<String> told(Sql sql, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> told = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      at = sql.read(bytes, at, bytes.length, false);
      if (!sql.operation.equals(Sql.EMPTY) || bytes.length == 1) {
        told.add((sql.operation + " " + sql.target).strip());
      }
    }
    return told;
  }
}
