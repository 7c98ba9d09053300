package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Dialogues as https://redis.io/docs/latest/develop/reference/protocol-spec has them. */
class RedisTest {
  private static final String SET = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n";
  private static final String GET = "*2\r\n$3\r\nget\r\n$3\r\nkey\r\n";
  private static final String SUBSCRIBED = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";

  private final Redis redis = new Redis();
  private final Told told = new Told();
  private long ns = 1_000_000;

  private void turn(String request, String response) {
    turn(request, request.length(), response, response.length());
  }

  private void turn(String request, long requestBytes, String response, long responseBytes) {
    redis.turn(made(request, requestBytes, response, responseBytes), told);
  }

  private Turn made(String request, long requestBytes, String response, long responseBytes) {
    Turn turn = new Turn();
    turn.requestLength = put(request, turn.request, 1024);
    turn.requestBytes = requestBytes;
    turn.responseLength = put(response, turn.response, 512);
    turn.responseBytes = responseBytes;
    turn.unanswered = responseBytes == 0;
    turn.requestNs = ns;
    turn.responseNs = ns + 1000;
    turn.endNs = ns + 2000;
    ns += 1_000_000;
    return turn;
  }

  private static int put(String text, byte[] to, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(room, bytes.length);
    System.arraycopy(bytes, 0, to, 0, length);
    return length;
  }

  @Test
  void tellsACommandByItsNameOnly() {
    turn(SET, "+OK\r\n");
    turn(GET, "$5\r\nvalue\r\n");
    turn(GET, "$-1\r\n");
    turn("*1\r\n$6\r\nsecret\r\n", "-ERR unknown command 'secret'\r\n");
    assertThat(told.exchanges).containsExactly("SET OK", "GET OK", "GET OK", "~other ERR error");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void pairsABurstWithItsAnswers() {
    turn(SET + GET + GET + SET, "+OK\r\n$5\r\nvalue\r\n-WRONGTYPE Operation\r\n+OK\r\n");
    assertThat(told.exchanges).containsExactly("SET OK", "GET OK", "GET WRONGTYPE error", "SET OK");
  }

  @Test
  void pairsCommandsThatOutlastATurn() {
    turn(SET + GET, "+OK\r\n");
    turn(SET, "$5\r\nvalue\r\n+OK\r\n");
    assertThat(told.exchanges).containsExactly("SET OK", "GET OK", "SET OK");
  }

  @Test
  void followsAnAnswerIntoTheNextTurn() {
    turn(GET, "$10\r\n01234");
    turn(SET, "56789\r\n+OK\r\n");
    assertThat(told.exchanges).containsExactly("GET OK", "SET OK");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void countsLargeValuesByWhatTheyAnnounce() {
    String head = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$20000\r\n";
    turn(head + "x".repeat(1500), head.length() + 20_002, "+OK\r\n", 5);
    turn(GET, GET.length(), "$20000\r\n" + "x".repeat(600), 20_010);
    assertThat(told.exchanges).containsExactly("SET OK", "GET OK");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void countsWhatWasNotKeptByItsAnswers() {
    String many = String.join("", Collections.nCopies(60, GET));
    turn(many, many.length(), "$1\r\nx\r\n".repeat(60), 7 * 60);
    assertThat(told.exchanges).hasSize(60);
    assertThat(told.exchanges.subList(0, 45)).containsOnly("GET OK");
    assertThat(told.exchanges.get(59)).isEqualTo("~other OK");
    turn(GET, "$-1\r\n");
    assertThat(told.exchanges).hasSize(61).endsWith("GET OK");
  }

  @Test
  void tellsACutAnswerOnce() {
    turn("*4\r\n$6\r\nLRANGE\r\n$1\r\nl\r\n$1\r\n0\r\n$2\r\n-1\r\n", 48, array(100), 705);
    turn(GET, "$-1\r\n");
    assertThat(told.exchanges).containsExactly("LRANGE OK", "GET OK");
  }

  private static String array(int of) {
    return "*" + of + "\r\n" + "$1\r\nx\r\n".repeat(of);
  }

  @Test
  void readsTransactionsAndNestedAnswers() {
    String multi = "*1\r\n$5\r\nMULTI\r\n";
    String exec = "*1\r\n$4\r\nEXEC\r\n";
    turn(multi + SET + exec, "+OK\r\n+QUEUED\r\n*2\r\n+OK\r\n*2\r\n:1\r\n$-1\r\n");
    turn(exec, "-EXECABORT Transaction discarded\r\n");
    assertThat(told.exchanges)
        .containsExactly("MULTI OK", "SET OK", "EXEC OK", "EXEC EXECABORT error");
  }

  @Test
  void readsResp3() {
    turn(
        "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n",
        "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n+proto\r\n:3\r\n");
    turn(GET, ">2\r\n$10\r\ninvalidate\r\n*1\r\n$3\r\nkey\r\n_\r\n");
    turn(GET, "|1\r\n+ttl\r\n:3600\r\n$1\r\nx\r\n");
    turn(GET, "!9\r\nERR wrong\r\n");
    assertThat(told.exchanges).containsExactly("HELLO OK", "GET OK", "GET OK", "GET ERR error");
  }

  @Test
  void redirectionsAreNoErrors() {
    turn(GET, "-MOVED 3999 127.0.0.1:6381\r\n");
    turn(GET, "-ASK 3999 127.0.0.1:6381\r\n");
    turn(GET, "-MYSCRIPT said no\r\n");
    assertThat(told.exchanges).containsExactly("GET MOVED", "GET ASK", "GET ~other error");
  }

  @Test
  void messagesToSubscribersAreNoAnswers() {
    String message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n";
    turn(
        "*3\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n$1\r\nb\r\n",
        SUBSCRIBED + SUBSCRIBED + message + message);
    turn("*1\r\n$4\r\nPING\r\n", message + "*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    assertThat(told.exchanges).containsExactly("SUBSCRIBE OK", "PING OK");
  }

  @Test
  void aValueThatLooksLikeAMessageIsAnAnswer() {
    turn(GET, "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n");
    assertThat(told.exchanges).containsExactly("GET OK");
  }

  @Test
  void readsLinesOfPeople() {
    turn("PING\r\nget key\r\n", "+PONG\r\n$-1\r\n");
    assertThat(told.exchanges).containsExactly("PING OK", "GET OK");
  }

  @Test
  void aMonitorIsToldOnce() {
    turn(
        "*1\r\n$7\r\nMONITOR\r\n",
        "+OK\r\n+1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"\r\n");
    turn(GET, "+1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"\r\n");
    assertThat(told.exchanges).containsExactly("MONITOR OK");
  }

  @Test
  void findsTheNextCommandBehindBytesOfNone() {
    turn("alue of which the beginning is missing\r\n" + GET, "$-1\r\n");
    turn(SET, "+OK\r\n");
    assertThat(told.exchanges).containsExactly("GET OK", "SET OK");
  }

  @Test
  void unansweredIsAnError() {
    turn("*3\r\n$5\r\nBLPOP\r\n$1\r\nl\r\n$1\r\n0\r\n", "");
    assertThat(told.exchanges).containsExactly("BLPOP error");
  }

  @Test
  void addsACommandThatOnlyTheKernelKnows() {
    Turn turn = made(GET + GET, GET.length() * 2 + 40, "+OK\r\n$-1\r\n$-1\r\n", 15);
    turn.head = "SET";
    turn.headBytes = 40;
    turn.headRequests = 1;
    redis.turn(turn, told);
    assertThat(told.exchanges).containsExactly("SET OK", "GET OK", "GET OK");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void forgetsCommandsWhoseAnswersCameUnseen() {
    turn(SET + GET, "+OK\r\n");
    ns += 500_000_000;
    turn(SET, "+OK\r\n");
    assertThat(told.exchanges).containsExactly("SET OK", "SET OK");
    assertThat(told.unread).containsEntry("cut", 1);
  }
}
