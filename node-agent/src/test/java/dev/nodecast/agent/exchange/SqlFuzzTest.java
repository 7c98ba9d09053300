package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.ToldTurns.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.exchange.SqlTokens.Dialect;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever bytes say: no exception, bounded memory, and nothing of a literal. */
class SqlFuzzTest {
  private static final int INPUTS = 500_000;
  private static final int TURNS = 64;

  private static final String[] PIECES = {
    "SELECT ",
    "WITH ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "FROM ",
    "JOIN ",
    "a",
    "\"b\"",
    "`c`",
    " AS ",
    "(",
    ")",
    ",",
    ".",
    ";",
    " SET x = ",
    "EXPLAIN ",
    "COPY ",
    "ONLY "
  };
  private static final String[] CONTENTS = {
    "secret", " FROM secret ", "'", "\"", "\\", "--", "/*", "*/", "#", "$$", "`", ";", "\n", " E"
  };

  private final Turn turn = new Turn();
  private final Words words = new Words(4096);
  private long told;

  private final Exchanged receiver =
      new Exchanged() {
        @Override
        public void exchange(Exchange exchange) {
          told++;
          if (exchange.operation.length() > 16
              || exchange.target.length() > 128
              || (!exchange.status.isEmpty() && exchange.status.length() != Sqlstate.LENGTH)
              || exchange.requestBytes < 0
              || exchange.responseBytes < 0
              || exchange.requestBytes > 1L << 32
              || exchange.responseBytes > 1L << 32) {
            throw new AssertionError(exchange.operation + exchange.target + exchange.status);
          }
        }

        @Override
        public void unread(String reason) {}
      };

  @Test
  void readsAnyBytesAsPostgresql() {
    byte[] ready = bytes("Z", 0, 0, 0, 5, "I");
    byte[] done = PostgresqlTest.done("INSERT 0 1");
    byte[] run = bytes(PostgresqlTest.run("S_1"), PostgresqlTest.message('S'));
    feed(
        () -> new Postgresql(words),
        List.of(
            PostgresqlTest.query("INSERT INTO a VALUES ('x;y'); SELECT * FROM \"b\""),
            bytes(PostgresqlTest.parse("S_1", "WITH c AS (SELECT 1 FROM d) SELECT * FROM c"), run),
            run,
            bytes(run, run, run),
            bytes(PostgresqlTest.message('d', "copied"), PostgresqlTest.message('c'))),
        List.of(
            bytes(done, ready),
            bytes(PostgresqlTest.message('2'), done, ready),
            bytes(PostgresqlTest.message('E', "SERROR", 0, "C42P01", 0, 0), ready),
            PostgresqlTest.message('G', 0, 0, 0)));
  }

  @Test
  void readsAnyBytesAsMysql() {
    byte[] done = MysqlTest.packet(1, 0, 0, 0, 2, 0, 0, 0);
    feed(
        () -> new Mysql(words),
        List.of(
            MysqlTest.query("INSERT INTO a VALUES ('x\\'y')"),
            bytes(MysqlTest.prepare("SELECT * FROM `a`.`b`"), MysqlTest.execute(-1)),
            bytes(MysqlTest.execute(1), MysqlTest.execute(2), MysqlTest.query("COMMIT")),
            MysqlTest.login(0xa200, 0),
            bytes(MysqlTest.packet(2, "file"), MysqlTest.packet(3))),
        List.of(
            done,
            bytes(MysqlTest.prepared(1), done),
            bytes(done, MysqlTest.packet(1, 0xff, 1, 2, "#42S02no")),
            MysqlTest.packet(1, 0xfb, "file")));
  }

  /** Statements of arbitrary words and literals, whose contents are hostile. */
  @Test
  void tellsNoLiteralOfAnyStatement() {
    Random random = new Random(3);
    Sql postgresql = new Sql(words, Dialect.POSTGRESQL);
    Sql mysql = new Sql(words, Dialect.MYSQL);
    for (int i = 0; i < 200_000; i++) {
      boolean my = random.nextBoolean();
      StringBuilder text = new StringBuilder(PIECES[random.nextInt(6)]);
      for (int parts = random.nextInt(8); parts >= 0; parts--) {
        String literal = ' ' + (my ? mysql(random) : postgresql(random));
        text.append(random.nextInt(3) > 0 ? PIECES[random.nextInt(PIECES.length)] : literal);
      }
      byte[] bytes = bytes(text.toString());
      Sql sql = my ? mysql : postgresql;
      int at = 0;
      while (at < bytes.length) {
        at = sql.read(bytes, at, bytes.length, false);
        assertThat(sql.operation + sql.target).as(text.toString()).doesNotContain("secret");
      }
    }
  }

  private static String postgresql(Random random) {
    String content = content(random);
    return switch (random.nextInt(4)) {
      case 0 -> "E'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case 1 -> "$q$" + content.replace("$q$", "") + "$q$";
      default -> "'" + content.replace("'", "''") + "'";
    };
  }

  private static String mysql(Random random) {
    String quote = random.nextBoolean() ? "'" : "\"";
    String escaped = content(random).replace("\\", "\\\\");
    return quote + escaped.replace(quote, (random.nextBoolean() ? "\\" : quote) + quote) + quote;
  }

  private static String content(Random random) {
    StringBuilder content = new StringBuilder();
    for (int parts = random.nextInt(5); parts >= 0; parts--) {
      content.append(CONTENTS[random.nextInt(CONTENTS.length)]);
    }
    return content.toString();
  }

  @Test
  void allocatesNothingOnceWarm() {
    byte[] done = PostgresqlTest.done("INSERT 0 1");
    byte[] run = bytes(PostgresqlTest.run("S_1"), PostgresqlTest.message('S'));
    byte[] failed = PostgresqlTest.message('E', "SERROR", 0, "C42P01", 0, 0);
    byte[] asked = bytes(PostgresqlTest.parse("S_1", "INSERT INTO a SELECT 'x' FROM b"), run);
    byte[] error = MysqlTest.packet(1, 0xff, 1, 2, "#42S02no");
    byte[] queries = bytes(MysqlTest.query("WITH a AS (SELECT 1) SELECT * FROM b JOIN c"));
    assertThat(allocated(new Postgresql(words), bytes(asked, run), bytes(done, failed)))
        .isLessThan(10_000);
    assertThat(allocated(new Mysql(words), queries, error)).isLessThan(10_000);
  }

  /** Bytes of 10,000 turns. */
  private long allocated(Dialogue dialogue, byte[] request, byte[] answer) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    System.arraycopy(request, 0, turn.request, 0, request.length);
    System.arraycopy(answer, 0, turn.response, 0, answer.length);
    turn.requestLength = request.length;
    turn.requestBytes = request.length;
    turn.responseLength = answer.length;
    turn.responseBytes = answer.length;
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      before = i == 10_000 ? threads.getCurrentThreadAllocatedBytes() : before;
      dialogue.turn(turn, receiver);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void feed(Supplier<Dialogue> fresh, List<byte[]> requests, List<byte[]> answers) {
    Random random = new Random(42);
    Dialogue dialogue = fresh.get();
    for (int i = 0; i < INPUTS; i++) {
      dialogue = i % TURNS == 0 ? fresh.get() : dialogue;
      turn.requestLength = mutate(random, requests, turn.request, 1024);
      turn.responseLength = mutate(random, answers, turn.response, 512);
      boolean cut = random.nextInt(4) == 0;
      turn.requestBytes = turn.requestLength + (cut ? random.nextInt(100_000) : 0L);
      turn.tailLength = mutate(random, answers, turn.tail, turn.tail.length);
      turn.responseBytes = turn.responseLength + (random.nextInt(4) == 0 ? 100_000L : 0L);
      turn.unanswered = turn.responseBytes == 0;
      turn.ended = turn.unanswered || random.nextInt(TURNS) == 0;
      turn.requestNs += random.nextInt(100) == 0 ? 1_000_000_000 : 1000;
      turn.endNs = turn.requestNs + 500;
      dialogue.turn(turn, receiver);
    }
    assertThat(told).isGreaterThan(INPUTS / 10).isLessThan(100L * INPUTS);
  }

  /** What was there last, in part, under a dialogue with some bytes changed; or noise. */
  private static int mutate(Random random, List<byte[]> from, byte[] to, int limit) {
    int kind = random.nextInt(8);
    int length = 0;
    if (kind == 0) {
      length = random.nextInt(limit);
      for (int i = 0; i < length; i++) {
        to[i] = (byte) random.nextInt();
      }
      return length;
    }
    for (int parts = random.nextInt(3); parts >= 0; parts--) {
      byte[] part = from.get(random.nextInt(from.size()));
      int size = Math.min(part.length, limit - length);
      System.arraycopy(part, 0, to, length, size);
      length += size;
    }
    for (int changes = kind < 4 ? 0 : random.nextInt(6); changes > 0 && length > 0; changes--) {
      to[random.nextInt(length)] =
          (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt());
    }
    return kind == 7 ? random.nextInt(length + 1) : length;
  }
}
