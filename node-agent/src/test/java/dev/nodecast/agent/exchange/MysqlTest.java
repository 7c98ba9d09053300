package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.ToldTurns.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Packets as MySQL's "Client/Server Protocol" has them, sections "Text" and "Binary Protocol". */
class MysqlTest {
  private static final byte[] OK = packet(1, 0, 0, 0, 2, 0, 0, 0);
  private static final byte[] FAILED = packet(1, 0xff, 0x7a, 4, "#42S02", "No table 'secret'");
  private static final byte[] ROWS =
      bytes(
          packet(1, 1),
          packet(2, 3, "def", 0, 0, 0, 1, "1", 0),
          packet(3, 0xfe, 0, 0, 2, 0),
          packet(4, 1, "1"),
          packet(5, 0xfe, 0, 0, 2, 0));

  private final ToldTurns told = new ToldTurns(new Mysql(new Words(1024)));

  static byte[] packet(int sequence, Object... parts) {
    byte[] body = bytes(parts);
    return bytes(body.length, body.length >> 8, body.length >> 16, sequence, body);
  }

  static byte[] query(String text) {
    return packet(0, 3, text);
  }

  static byte[] prepare(String text) {
    return packet(0, 0x16, text);
  }

  static byte[] execute(int id) {
    return packet(0, 0x17, id, id >> 8, id >> 16, id >> 24, 0, 1, 0, 0, 0);
  }

  static byte[] prepared(int id) {
    return packet(1, 0, id, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
  }

  static byte[] login(int low, int third) {
    return packet(1, low, low >> 8, third, 0, new byte[28], "bob", 0);
  }

  @Test
  void logsInWithoutAnExchange() {
    told.turn(login(0xa200, 0), packet(2, 0xfe, "mysql_native_password", 0));
    told.turn(packet(3, "scrambled"), packet(4, 0, 0, 0, 2, 0, 0, 0));
    told.turn(query("SELECT 1"), ROWS);
    assertThat(told.exchanges).containsExactly("SELECT");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void anErrorBehindManyRowsIsSeenAtTheEndOfTheAnswer() {
    byte[] row = packet(4, 200, "x".repeat(200));
    byte[] error = packet(9, 0xff, 0xda, 4, "#21000Subquery returns more than 1 row");
    told.turn(query("SELECT a FROM t"), bytes(ROWS, row, row, row, error));
    told.turn(query("SELECT a FROM t"), bytes(ROWS, row, row, row, packet(9, 0xfe, 0, 0, 2, 0)));
    told.turn(query("SELECT 1"), ROWS);
    assertThat(told.exchanges).containsExactly("SELECT t 21000", "SELECT t", "SELECT");
    assertThat(told.errors).isEqualTo(1);
  }

  @Test
  void tellsTextQueriesAndTheirErrors() {
    byte[] request = query("INSERT INTO shop.`t` VALUES ('secret')");
    told.turn(request, OK);
    assertThat(told.requestBytes).isEqualTo(request.length);
    assertThat(told.responseBytes).isEqualTo(OK.length);
    told.turn(query("SELECT * FROM gone"), FAILED);
    told.turn(packet(0, 3, 0, 1, "SELECT * FROM t"), bytes(ROWS, new byte[0]));
    told.turn(query("SELECT * FROM t"), bytes(packet(1, 1), packet(2, "d".repeat(3000))));
    assertThat(told.exchanges)
        .containsExactly("INSERT shop.t", "SELECT gone 42S02", "SELECT t", "SELECT t");
    assertThat(told.errors).isEqualTo(1);
  }

  @Test
  void findsAnErrorBehindRows() {
    told.turn(
        query("SELECT * FROM t"),
        bytes(packet(1, 1), packet(2, 3, "def"), packet(3, 0xff, 0x25, 5, "#70100", "Killed")));
    assertThat(told.exchanges).containsExactly("SELECT t 70100");
  }

  @Test
  void remembersPreparedStatements() {
    told.turn(prepare("UPDATE t SET a = ?"), bytes(prepared(7), packet(2, 3, "def")));
    told.turn(execute(7), OK);
    told.turn(execute(7), FAILED);
    told.turn(bytes(packet(0, 0x19, 7, 0, 0, 0), query("COMMIT")), OK);
    told.turn(execute(7), OK);
    told.turn(prepare("SELECT * FROM gone"), FAILED);
    assertThat(told.exchanges)
        .containsExactly("UPDATE t", "UPDATE t 42S02", "COMMIT", "EXECUTE", "SELECT gone 42S02");
  }

  /** MariaDB's driver: the execution goes out before the number of its statement is there. */
  @Test
  void pairsPipelinedCommands() {
    told.turn(
        bytes(prepare("INSERT INTO t VALUES (?)"), execute(-1)),
        bytes(prepared(3), packet(2, 3, "def"), OK));
    told.turn(bytes(execute(3), execute(3), query("SELECT 1")), bytes(OK, FAILED, ROWS));
    assertThat(told.exchanges).containsExactly("INSERT t", "INSERT t", "INSERT t 42S02", "SELECT");
  }

  @Test
  void followsAnswersThatComeTurnsLater() {
    told.turn(bytes(query("INSERT INTO a VALUES (1)"), query("DELETE FROM b")), OK);
    told.turn(query("UPDATE c SET d = 1"), bytes(FAILED, OK));
    assertThat(told.exchanges).containsExactly("INSERT a", "DELETE b 42S02", "UPDATE c");
  }

  @Test
  void countsAResultOfManyPackets() {
    byte[] rows = packet(1, 1);
    for (int i = 2; i < 25; i++) {
      rows = bytes(rows, packet(i, 1, "1"));
    }
    told.turn(bytes(query("SELECT * FROM t"), query("SELECT 1 FROM u")), bytes(rows, OK));
    assertThat(told.exchanges).containsExactly("SELECT t", "SELECT u");
  }

  @Test
  void loadsAFileAsOneExchange() {
    told.turn(query("LOAD DATA LOCAL INFILE 'secret' INTO TABLE t"), packet(1, 0xfb, "secret"));
    told.turn(
        bytes(packet(2, "a\n".repeat(2000)), packet(3)),
        packet(4, 0, 0, 0, 2, 0, 0, 0),
        1_000_000_000);
    told.turn(query("LOAD DATA LOCAL INFILE 'secret' INTO TABLE u"), packet(1, 0xfb, "secret"));
    told.turn(bytes(packet(2, "a"), packet(3)), packet(4, 0xff, 1, 1, "#22007", "bad"));
    assertThat(told.exchanges).containsExactly("LOAD t", "LOAD u 22007");
    assertThat(told.unread).isEmpty();
  }

  /** MariaDB's: "ERR_Packet", where the error code is 0xFFFF. */
  @Test
  void takesNoProgressForAnError() {
    byte[] progress = packet(1, 0xff, 0xff, 0xff, 1, 2, 0, 0, 0, 0x0f, "End bulk insert");
    told.turn(query("ALTER TABLE t ADD a int"), bytes(progress, packet(2, 0, 0, 0, 2, 0, 0, 0)));
    told.turn(query("ALTER TABLE u ADD a int"), bytes(progress, packet(2, 0xff, 1, 1, "#22007")));
    assertThat(told.exchanges).containsExactly("ALTER t", "ALTER u 22007");
  }

  @Test
  void tellsCommands() {
    told.turn(packet(0, 0x0e), OK);
    told.turn(packet(0, 2, "shop"), OK);
    told.turn(packet(0, 1), new byte[0]);
    assertThat(told.exchanges).containsExactly("PING", "USE");
    assertThat(told.errors).isZero();
  }

  /** A server that reads the header by itself, on a connection from before. */
  @Test
  void beginsInTheMiddle() {
    told.turn(bytes(3, "SELECT * FROM t"), ROWS);
    told.turn(execute(9), OK);
    assertThat(told.exchanges).containsExactly("SELECT t", "EXECUTE");
  }

  @Test
  void leavesEncryptedAndCompressedAlone() {
    told.turn(packet(1, 0x00, 0x8a, 0, 0, new byte[28]), bytes(0x16, 3, 3, 0, 9, "encrypted"));
    told.turn(query("SELECT 1"), OK);
    assertThat(told.exchanges).isEmpty();
    assertThat(told.unread).containsExactly("encrypted");
    ToldTurns compressed = new ToldTurns(new Mysql(new Words(1024)));
    compressed.turn(login(0xa220, 0), packet(2, 0, 0, 0, 2, 0, 0, 0));
    compressed.turn(query("SELECT 1"), OK);
    assertThat(compressed.exchanges).isEmpty();
    assertThat(compressed.unread).containsExactly("compressed");
  }

  @Test
  void countsWhatEndsUnanswered() {
    told.turn(query("SELECT * FROM t"), new byte[0]);
    assertThat(told.exchanges).containsExactly("SELECT t");
    assertThat(told.errors).isEqualTo(1);
  }
}
