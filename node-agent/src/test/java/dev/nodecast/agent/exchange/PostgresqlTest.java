package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.ToldTurns.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Messages as PostgreSQL's manual has them, section 55.7 "Message Formats". */
class PostgresqlTest {
  private static final byte[] READY = bytes("Z", 0, 0, 0, 5, "I");
  private static final byte[] SYNC = message('S');
  private static final byte[] PARSED = message('1');
  private static final byte[] BOUND = message('2');
  private static final byte[] FAILED =
      message('E', "SERROR", 0, "VERROR", 0, "C42P01", 0, "Mno table secret", 0, 0);

  private final ToldTurns told = new ToldTurns(new Postgresql(new Words(1024)));

  static byte[] message(char type, Object... parts) {
    byte[] body = bytes(parts);
    int length = body.length + 4;
    return bytes(String.valueOf(type), length >> 24, length >> 16, length >> 8, length, body);
  }

  static byte[] query(String text) {
    return message('Q', text, 0);
  }

  static byte[] parse(String name, String text) {
    return message('P', name, 0, text, 0, 0, 0);
  }

  static byte[] run(String name) {
    return bytes(message('B', 0, name, 0, 0, 0, 0, 0, 0, 0), message('E', 0, 0, 0, 0, 0));
  }

  static byte[] done(String tag) {
    return message('C', tag, 0);
  }

  @Test
  void startsAndAuthenticatesWithoutAnExchange() {
    byte[] start = bytes(0, 3, 0, 0, "user", 0, "bob", 0, 0);
    told.turn(bytes(0, 0, 0, start.length + 4, start), message('R', 0, 0, 0, 5, "salt"));
    told.turn(message('p', "md5secret", 0), bytes(message('R', 0, 0, 0, 0), READY));
    told.turn(query("SELECT 1"), bytes(message('T', 0, 0), done("SELECT 1"), READY));
    assertThat(told.exchanges).containsExactly("SELECT");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void anErrorBehindManyRowsIsSeenAtTheEndOfTheAnswer() {
    byte[] row = message('D', 0, 1, 0, 0, 0, 40, "x".repeat(40));
    byte[] rows = bytes(message('T', 0, 0), row, row, row, row, row, row, row, row, row, row);
    told.turn(query("SELECT a FROM t"), bytes(rows, FAILED, READY));
    told.turn(query("SELECT a FROM t"), bytes(rows, done("SELECT 10"), READY));
    told.turn(bytes(parse("", "SELECT b FROM t"), run(""), SYNC), bytes(rows, FAILED, READY));
    told.turn(query("SELECT 1"), bytes(done("SELECT 1"), READY));
    assertThat(told.exchanges)
        .containsExactly("SELECT t 42P01", "SELECT t", "SELECT t 42P01", "SELECT");
    assertThat(told.errors).isEqualTo(2);
  }

  @Test
  void ofSeveralThatWaitOnlyTheLastFailed() {
    byte[] row = message('D', 0, 1, 0, 0, 1, 44, "x".repeat(300));
    told.turn(
        bytes(parse("", "SELECT b FROM t"), run(""), parse("", "SELECT c FROM u"), run(""), SYNC),
        bytes(PARSED, BOUND, row, done("SELECT 1"), PARSED, BOUND, FAILED, READY));
    assertThat(told.exchanges).containsExactly("SELECT t", "SELECT u 42P01");
    assertThat(told.errors).isEqualTo(1);
  }

  @Test
  void aValueThatLooksLikeAnErrorIsNone() {
    byte[] row = message('D', 0, 1, 0, 0, 0, 40, "E".repeat(400));
    told.turn(query("SELECT a FROM t"), bytes(row, done("SELECT 1"), READY));
    assertThat(told.exchanges).containsExactly("SELECT t");
    assertThat(told.errors).isZero();
  }

  @Test
  void tellsEachStatementOfASimpleQuery() {
    byte[] request = query("INSERT INTO a VALUES (1); UPDATE b SET c = 'x'; SELECT * FROM d");
    byte[] answer = bytes(done("INSERT 0 1"), done("UPDATE 3"), done("SELECT 0"), READY);
    told.turn(request, answer);
    assertThat(told.exchanges).containsExactly("INSERT a", "UPDATE b", "SELECT d");
    assertThat(told.requestBytes).isEqualTo(request.length);
    assertThat(told.responseBytes).isEqualTo(answer.length);
  }

  @Test
  void endsASimpleQueryAtItsError() {
    told.turn(
        query("INSERT INTO a VALUES (1); UPDATE b SET c = 1; SELECT * FROM d"),
        bytes(done("INSERT 0 1"), FAILED, READY));
    told.turn(query("SELECT * FROM d"), bytes(done("SELECT 0"), READY));
    assertThat(told.exchanges).containsExactly("INSERT a", "UPDATE b 42P01", "SELECT d");
    assertThat(told.errors).isEqualTo(1);
  }

  @Test
  void tellsOneOfACutAnswer() {
    told.turn(query("SELECT * FROM a; SELECT * FROM b"), message('T', "x".repeat(4000)));
    told.turn(query("INSERT INTO c VALUES (1)"), bytes(done("INSERT 0 1"), READY));
    assertThat(told.exchanges).containsExactly("SELECT a", "INSERT c");
  }

  @Test
  void remembersPreparedStatements() {
    byte[] request = bytes(parse("S_1", "UPDATE t SET a = $1"), run("S_1"), SYNC);
    byte[] answer = bytes(PARSED, BOUND, done("UPDATE 1"), READY);
    told.turn(request, answer);
    told.turn(bytes(run("S_1"), SYNC), bytes(BOUND, done("UPDATE 1"), READY));
    told.turn(bytes(message('C', "SS_1", 0), SYNC), bytes(message('3'), READY));
    told.turn(bytes(run("S_1"), SYNC), bytes(BOUND, done("UPDATE 1"), READY));
    assertThat(told.exchanges).containsExactly("UPDATE t", "UPDATE t", "EXECUTE");
  }

  @Test
  void pairsABatchUpToItsError() {
    byte[] request =
        bytes(parse("", "INSERT INTO t VALUES ($1)"), run(""), run(""), run(""), run(""), SYNC);
    told.turn(
        request,
        bytes(PARSED, BOUND, done("INSERT 0 1"), BOUND, done("INSERT 0 1"), FAILED, READY));
    assertThat(told.exchanges).containsExactly("INSERT t", "INSERT t", "INSERT t 42P01");
    assertThat(told.requestBytes).isEqualTo(request.length);
    told.turn(query("SELECT 1"), bytes(done("SELECT 1"), READY));
    assertThat(told.exchanges).hasSize(4);
  }

  @Test
  void tellsWhatFailsToBePrepared() {
    told.turn(bytes(parse("", "SELECT * FROM gone"), run(""), SYNC), bytes(FAILED, READY));
    told.turn(bytes(parse("n", "DELETE FROM gone"), SYNC), bytes(FAILED, READY));
    told.turn(bytes(parse("n", "DELETE FROM t"), SYNC), bytes(PARSED, READY));
    assertThat(told.exchanges).containsExactly("SELECT gone 42P01", "DELETE gone 42P01");
  }

  /** A deferred constraint: the statement is complete, and its transaction is not. */
  @Test
  void tellsAnErrorAtSync() {
    told.turn(
        bytes(parse("", "INSERT INTO t VALUES (1)"), run(""), SYNC),
        bytes(PARSED, BOUND, done("INSERT 0 1"), FAILED, READY));
    assertThat(told.exchanges).containsExactly("INSERT t 42P01");
  }

  @Test
  void followsAnswersThatComeTurnsLater() {
    byte[] select = bytes(parse("", "SELECT * FROM t"), run(""), SYNC);
    byte[] answer = bytes(PARSED, BOUND, done("SELECT 1"), READY);
    told.turn(bytes(select, select, query("UPDATE u SET a = 1")), answer);
    told.turn(query("DELETE FROM v"), bytes(answer, done("UPDATE 1"), READY));
    told.turn(query("COMMIT"), bytes(done("DELETE 1"), READY, done("COMMIT"), READY));
    assertThat(told.exchanges)
        .containsExactly("SELECT t", "SELECT t", "UPDATE u", "DELETE v", "COMMIT");
    told.turn(bytes(select, select), answer);
    told.turn(query("SELECT 1"), bytes(done("SELECT 1"), READY), 500_000_000);
    assertThat(told.exchanges).hasSize(8).endsWith("SELECT t", "SELECT t", "SELECT");
  }

  @Test
  void copiesInAsOneExchange() {
    told.turn(query("COPY t FROM STDIN"), message('G', 0, 0, 0));
    told.turn(
        bytes(message('d', "secret".repeat(1000)), message('c')),
        bytes(done("COPY 1"), READY),
        2_000_000_000);
    told.turn(
        query("COPY t TO STDOUT"), bytes(message('H', 0, 0, 0), message('d', "a".repeat(900))));
    assertThat(told.exchanges).containsExactly("COPY t", "COPY t");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void tellsACopyThatFails() {
    told.turn(query("COPY t FROM STDIN"), message('G', 0, 0, 0));
    told.turn(bytes(message('d', "x"), message('f', "no", 0)), bytes(FAILED, READY));
    assertThat(told.exchanges).containsExactly("COPY t 42P01");
  }

  @Test
  void passesNoticesAndPings() {
    told.turn(
        query("SELECT 1"),
        bytes(
            message('N', "SNOTICE", 0, 0),
            message('A', 0, 0, 0, 1, "c", 0, "x", 0),
            done("SELECT 1"),
            READY));
    told.turn(bytes(parse("", ""), run(""), SYNC), bytes(PARSED, BOUND, message('I'), READY));
    assertThat(told.exchanges).containsExactly("SELECT", "EMPTY");
  }

  @Test
  void countsWhatEndsUnanswered() {
    told.turn(query("SELECT * FROM t"), new byte[0]);
    assertThat(told.exchanges).containsExactly("SELECT t");
    assertThat(told.errors).isEqualTo(1);
    told.turn(message('X'), new byte[0]);
    assertThat(told.exchanges).hasSize(1);
  }

  @Test
  void leavesEncryptedAndForeignBytesAlone() {
    told.turn(query("SELECT 1"), bytes(0x16, 3, 3, 0, 100, "nothing"));
    told.turn(bytes("hello world, this is not it"), bytes("nor is this"));
    assertThat(told.exchanges).containsExactly("SELECT");
    assertThat(told.unread).containsExactly("malformed");
    ToldTurns encrypted = new ToldTurns(new Postgresql(new Words(1024)));
    encrypted.turn(bytes(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f), bytes("S"));
    encrypted.turn(query("SELECT 1"), bytes(done("SELECT 1"), READY));
    assertThat(encrypted.exchanges).isEmpty();
    assertThat(encrypted.unread).containsExactly("encrypted");
    ToldTurns plain = new ToldTurns(new Postgresql(new Words(1024)));
    plain.turn(bytes(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f), bytes("N"));
    plain.turn(query("SELECT 1"), bytes(done("SELECT 1"), READY));
    assertThat(plain.exchanges).containsExactly("SELECT");
  }

  @Test
  void countsWhatABatchTooLargeToKeepAnswers() {
    byte[] request = parse("", "INSERT INTO t VALUES ($1)");
    byte[] answer = PARSED;
    for (int i = 0; i < 100; i++) {
      request = bytes(request, run(""));
      answer = i < 9 ? bytes(answer, BOUND, done("INSERT 0 1")) : answer;
    }
    told.turn(bytes(request, SYNC), bytes(answer, READY));
    assertThat(told.exchanges).hasSize(9).containsOnly("INSERT t");
    assertThat(told.unread).containsExactly("cut");
  }
}
