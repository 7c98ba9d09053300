package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9112, by its sections. */
class Http1Test {
  private final RecordedExchanges told = new RecordedExchanges();
  private final Http1 http = http();

  private static Http1 http() {
    Words words = new Words(64);
    return new Http1(words, new Routes(words));
  }

  private void turn(String request, int status) {
    http.turn(RecordedExchanges.turn(request, status), told);
  }

  @Test
  void tellsOneRequestWithAllItsBytes() {
    turn("GET /users/42?a=b HTTP/1.1\r\nHost: x\r\n\r\n", 200);
    assertThat(told.lines).containsExactly("GET /users/{id} 200");
    assertThat(told.requestBytes).isEqualTo(39);
    assertThat(told.responseBytes).isEqualTo(100);
    assertThat(told.micros).containsExactly(5000L);
    assertThat(told.unread).isEmpty();
  }

  /** W3C Trace Context; of each request its own. */
  @Test
  void tellsTheTraceThatARequestIsPartOf() {
    String with = "GET /a HTTP/1.1\r\ntraceparent: 00-%032x-%016x-01\r\n\r\n".formatted(0xab, 0xcd);
    turn(with + "GET /b HTTP/1.1\r\n\r\n" + with, 200);
    turn("GET /a HTTP/1.1\r\n\r\n", 200);
    assertThat(told.traces).containsExactly("0-ab/cd", "0-0/0", "0-ab/cd", "0-0/0");
  }

  @Test
  void tellsErrorsByEnd() {
    turn("GET /a HTTP/1.1\r\n\r\n", 404);
    turn("GET /a HTTP/1.1\r\n\r\n", 503);
    Turn server = RecordedExchanges.turn("GET /a HTTP/1.1\r\n\r\n", 404);
    server.server = true;
    http.turn(server, told);
    Turn broken = RecordedExchanges.turn("GET /a HTTP/1.1\r\n\r\n", 500);
    broken.server = true;
    http.turn(broken, told);
    Turn unanswered = RecordedExchanges.turn("GET /a HTTP/1.1\r\n\r\n", 0);
    unanswered.unanswered = true;
    http.turn(unanswered, told);
    assertThat(told.lines)
        .containsExactly("GET /a 404!", "GET /a 503!", "GET /a 404", "GET /a 500!", "GET /a !");
  }

  /** Section 9.3.2. */
  @Test
  void tellsEachOfPipelinedRequests() {
    turn(
        String.join(
            "\r\n",
            "GET /a HTTP/1.1",
            "Host: x",
            "",
            "POST /b HTTP/1.1",
            "Content-Length: 19",
            "",
            "GET /no HTTP/1.1",
            "\nHEAD /c HTTP/1.1",
            "",
            ""),
        200);
    assertThat(told.lines).containsExactly("GET /a 200", "POST /b ", "HEAD /c ");
    assertThat(told.requestBytes).isEqualTo(28 + 59 + 20);
    assertThat(told.responseBytes).isEqualTo(100);
    assertThat(told.unread).isEmpty();
  }

  /** Section 7.1: what is in a chunk is no request. */
  @Test
  void passesOverChunks() {
    turn(
        String.join(
            "\r\n",
            "PUT /a HTTP/1.1",
            "Transfer-Encoding: gzip, Chunked ",
            "",
            "14;x=y",
            "GET /no HTTP/1.1",
            "",
            "",
            "3",
            "abc",
            "0",
            "Trailer: x",
            "",
            "DELETE /b/1 HTTP/1.1",
            "",
            ""),
        201);
    assertThat(told.lines).containsExactly("PUT /a 201", "DELETE /b/{id} ");
  }

  @Test
  void saysWhatIsBehindTheBytesThatWereKept() {
    String get = "GET /aaaaaaaaaaa HTTP/1.1\r\nHost: example.com\r\n\r\n";
    turn(get.repeat(40), 200);
    int whole = 1024 / get.length();
    assertThat(told.lines).hasSizeBetween(whole, whole + 1);
    told.lines.clear();
    told.unread.clear();
    turn(
        "POST /up HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + "GET / HTTP/1.1\r\n".repeat(312),
        200);
    assertThat(told.lines).containsExactly("POST /up 200");
  }

  /** Section 3.2. */
  @Test
  void readsEveryFormOfTarget() {
    turn("OPTIONS * HTTP/1.1\r\n\r\n", 204);
    turn("CONNECT example.com:443 HTTP/1.1\r\n\r\n", 200);
    turn("GET http://example.com/a/1 HTTP/1.1\r\n\r\n", 200);
    turn("GET /old\r\n", 200);
    assertThat(told.lines)
        .containsExactly("OPTIONS / 204", "CONNECT / 200", "GET /a/{id} 200", "GET /old 200");
  }

  @Test
  void tellsARequestWhoseLineIsLongerThanWhatIsKept() {
    turn("GET /a/" + "x".repeat(3000) + " HTTP/1.1\r\n\r\n", 200);
    assertThat(told.lines).containsExactly("GET /a/{id} 200");
    assertThat(told.requestBytes).isEqualTo(3020);
  }

  @Test
  void tellsWhatItCannotRead() {
    turn("\0\1\2\3\n", 200);
    turn("", 200);
    turn("get /a HTTP/1.1\r\n\r\n", 200);
    turn("GET /a HTTP/1.1\r\n\r\nHELLO WORLD\r\n", 200);
    assertThat(told.lines).containsExactly("GET /a 200");
    assertThat(told.unread).containsExactly("malformed", "cut", "malformed", "malformed");
  }
}
