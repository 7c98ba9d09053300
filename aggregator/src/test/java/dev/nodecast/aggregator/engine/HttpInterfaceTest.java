package dev.nodecast.aggregator.engine;

import static dev.nodecast.aggregator.engine.TestEngine.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ClickHouse's HTTP interface as curl sees it. */
class HttpInterfaceTest {
  @TempDir static Path directory;
  static TestEngine engine;

  @BeforeAll
  static void start() throws Exception {
    engine = new TestEngine(directory);
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void answersPing() throws Exception {
    assertThat(engine.get("/ping").body()).isEqualTo("Ok.\n");
    assertThat(engine.get("/replicas_status").body()).isEqualTo("Ok.\n");
    assertThat(engine.get("/").body()).isEqualTo("Ok.\n");
    assertThat(engine.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void bindsParameters() throws Exception {
    String query = "SELECT {n:UInt32} + 1, {s:String}";
    HttpResponse<String> response =
        engine.get("/?query=" + encoded(query) + "&param_n=41&param_s=" + encoded("a'b\\tc"));
    assertThat(response.body()).isEqualTo("42\ta\\'b\\tc\n");
  }

  @Test
  void choosesTheFormat() throws Exception {
    String json = engine.sql("SELECT 1 AS x FORMAT JSONEachRow");
    assertThat(json).isEqualTo("{\"x\":1}");
    HttpResponse<String> byArgument = engine.get("/?query=SELECT+1+AS+x&default_format=JSON");
    assertThat(byArgument.body()).contains("\"data\"");
    assertThat(byArgument.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=UTF-8");
    HttpResponse<String> byHeader =
        engine.send(
            HttpRequest.newBuilder(engine.uri("/?query=SELECT+1+AS+x"))
                .header("X-ClickHouse-Format", "CSVWithNames"));
    assertThat(byHeader.body()).isEqualTo("\"x\"\n1\n");
    assertThat(byHeader.headers().firstValue("X-ClickHouse-Format")).hasValue("CSVWithNames");
  }

  @Test
  void joinsBlocksUnderOneHeader() throws Exception {
    String query = "SELECT number AS n FROM numbers(200000) FORMAT CSVWithNames";
    String[] lines = engine.post("/", query).body().split("\n", -1);
    assertThat(lines).hasSize(200_002);
    assertThat(lines[0]).isEqualTo("\"n\"");
    assertThat(Arrays.stream(lines).filter(line -> line.equals("\"n\""))).hasSize(1);
    assertThat(lines[200_000]).isEqualTo("199999");
    String whole = engine.post("/", "SELECT number FROM numbers(200000) FORMAT JSON").body();
    assertThat(whole).contains("\"rows\": 200000");
    assertThat(whole.indexOf("\"meta\"")).isEqualTo(whole.lastIndexOf("\"meta\""));
  }

  @Test
  void insertsFromBodyAndQuery() throws Exception {
    engine.sql("CREATE TABLE ins (a UInt32, b String) ENGINE=MergeTree ORDER BY a");
    HttpResponse<String> csv =
        engine.post("/?query=" + encoded("INSERT INTO ins FORMAT CSV"), "1,\"x\"\n2,\"y\"\n");
    assertThat(csv.statusCode()).as(csv.body()).isEqualTo(200);
    assertThat(csv.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
        .contains("\"written_rows\":\"2\"");
    engine.sql("INSERT INTO ins (b, a) VALUES ('z', 3), (concat('q', ';'), 2 + 2)");
    engine.sql("INSERT INTO ins SETTINGS max_threads=1 FORMAT JSONEachRow\n{\"a\":5,\"b\":\"j\"}");
    engine.post("/?query=" + encoded("INSERT INTO ins VALUES (6,'six')"), "");
    engine.sql("INSERT INTO ins SELECT 7, 'FORMAT CSV'");
    byte[] block =
        engine
            .sendBytes(
                HttpRequest.newBuilder(engine.uri("/"))
                    .POST(
                        BodyPublishers.ofString(
                            "SELECT toUInt32(number) AS a, 'n' AS b FROM numbers(8, 2) FORMAT"
                                + " Native")))
            .body();
    engine.post("/?query=" + encoded("INSERT INTO ins FORMAT Native"), block);
    assertThat(engine.sql("SELECT groupArray((a, b)) FROM (SELECT * FROM ins ORDER BY a)"))
        .isEqualTo(
            "[(1,'x'),(2,'y'),(3,'z'),(4,'q;'),(5,'j'),(6,'six'),(7,'FORMAT CSV'),(8,'n'),(9,'n')]");
  }

  @Test
  void reportsErrors() throws Exception {
    HttpResponse<String> missing = engine.post("/", "SELECT * FROM nowhere");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue("60");
    assertThat(missing.body()).contains("(UNKNOWN_TABLE)").contains("(version 26.7");
    assertThat(engine.post("/", "SELEC 1").statusCode()).isEqualTo(400);
    assertThat(engine.get("/?query=SELEC+1").body()).contains("SYNTAX_ERROR");
    assertThat(engine.post("/?nonsense=1", "SELECT 1").body()).contains("UNKNOWN_SETTING");
    assertThat(engine.post("/?database=nope", "SELECT 1").body()).contains("UNKNOWN_DATABASE");
    HttpResponse<String> bad =
        engine.post("/?query=" + encoded("INSERT INTO nowhere FORMAT CSV"), "1\n");
    assertThat(bad.body()).contains("(UNKNOWN_TABLE)");
    engine.sql("CREATE TABLE strict (a UInt32) ENGINE=MergeTree ORDER BY a");
    HttpResponse<String> text = engine.post("/?query=INSERT+INTO+strict+FORMAT+CSV", "abc\n");
    assertThat(text.statusCode()).isEqualTo(400);
    assertThat(engine.sql("SELECT count() FROM strict")).isEqualTo("0");
  }

  @Test
  void getIsReadOnly() throws Exception {
    assertThat(engine.get("/?query=" + encoded("CREATE DATABASE evil")).statusCode())
        .isEqualTo(403);
    assertThat(engine.get("/?query=" + encoded("INSERT INTO t VALUES (1)")).body())
        .contains("(READONLY)");
    assertThat(engine.post("/?readonly=1", "CREATE DATABASE evil").statusCode()).isEqualTo(403);
    assertThat(engine.get("/?query=" + encoded("SHOW DATABASES")).body()).doesNotContain("evil");
  }

  @Test
  void settingsLastOneRequest() throws Exception {
    String ask = "SELECT getSetting('max_block_size'), currentDatabase()";
    String before = engine.sql(ask);
    assertThat(engine.post("/?max_block_size=77&database=system", ask).body())
        .isEqualTo("77\tsystem\n");
    engine.sql("SET max_block_size=78");
    engine.sql("USE system");
    for (int i = 0; i < 8; i++) {
      assertThat(engine.sql(ask)).isEqualTo(before);
    }
    assertThat(engine.post("/", "SET readonly=1").statusCode()).isEqualTo(501);
  }

  @Test
  void sessionsKeepTheirState() throws Exception {
    String session = "/?session_id=s1&session_timeout=60";
    engine.post(session, "SET max_block_size=99");
    HttpResponse<String> made = engine.post(session, "CREATE TEMPORARY TABLE tmp (a UInt8)");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    engine.post(session, "INSERT INTO tmp VALUES (1), (2)");
    assertThat(engine.post(session, "SELECT sum(a), getSetting('max_block_size') FROM tmp").body())
        .isEqualTo("3\t99\n");
    assertThat(engine.post("/", "SELECT * FROM tmp").statusCode()).isEqualTo(404);
    assertThat(engine.post("/?session_id=no&session_check=1", "SELECT 1").body())
        .contains("SESSION_NOT_FOUND");
    engine.post("/?session_id=s1&session_timeout=1", "SELECT 1");
    engine.post("/?session_id=s2&session_timeout=1", "SELECT 1");
    assertThat(engine.post("/?session_id=s3", "SELECT 1").statusCode()).isEqualTo(503);
    TestEngine.until(
        "room for a third session",
        Duration.ofSeconds(20),
        () -> engine.post("/?session_id=s3&session_timeout=1", "SELECT 1").statusCode() == 200);
    TestEngine.until(
        "room for a fourth, with the first's settings gone",
        Duration.ofSeconds(20),
        () ->
            engine.post("/?session_id=s4&session_timeout=1", "SELECT 1").statusCode() == 200
                && !engine.sql("SELECT getSetting('max_block_size')").equals("99"));
  }

  @Test
  void compressesBothWays() throws Exception {
    HttpResponse<byte[]> response =
        engine.sendBytes(
            HttpRequest.newBuilder(
                    engine.uri(
                        "/?enable_http_compression=1&query=SELECT+number+FROM+numbers(9999)"))
                .header("Accept-Encoding", "gzip"));
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).startsWith("0\n1\n").endsWith("9998\n");
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write("SELECT 'zipped'".getBytes(UTF_8));
    }
    HttpRequest.Builder post =
        HttpRequest.newBuilder(engine.uri("/"))
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(zipped.toByteArray()));
    assertThat(engine.send(post).body()).isEqualTo("zipped\n");
    HttpRequest.Builder brotli =
        HttpRequest.newBuilder(engine.uri("/"))
            .header("Content-Encoding", "br")
            .POST(BodyPublishers.ofString("x"));
    assertThat(engine.send(brotli).body()).contains("expected: gzip, deflate or lz4");
    HttpResponse<byte[]> blocks =
        engine.sendBytes(
            HttpRequest.newBuilder(
                engine.uri("/?compress=1&query=SELECT+number+FROM+numbers(9999)")));
    try (InputStream plain = new CompressedBlocks(new ByteArrayInputStream(blocks.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).startsWith("0\n1\n").endsWith("9998\n");
    }
  }

  @Test
  void refusesOtherHostsAndOrigins() throws Exception {
    assertThat(raw("GET /?query=SELECT+1 HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .contains(" 403 ");
    assertThat(
            raw(
                "GET /?query=SELECT+1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
        .contains(" 403 ");
    assertThat(raw("GET /?query=SELECT+1 HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 ");
  }

  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", engine.engine.url().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readNBytes(20), UTF_8);
    }
  }

  @Test
  void disconnectCancelsTheQuery() throws Exception {
    String query =
        "SELECT sum(sleepEachRow(0.1)) FROM numbers(6000) SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=0";
    String running =
        "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow(0.1)%' AND query NOT LIKE '%processes%'";
    try (Socket socket = new Socket("127.0.0.1", engine.engine.url().getPort())) {
      String request =
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + query.length() + "\r\n\r\n";
      socket.getOutputStream().write((request + query).getBytes(UTF_8));
      TestEngine.until(
          "the query's start", Duration.ofSeconds(20), () -> engine.sql(running).equals("1"));
    }
    TestEngine.until(
        "the query's end", Duration.ofSeconds(20), () -> engine.sql(running).equals("0"));
  }

  @Test
  void streamsMoreThanTheHeapHolds() throws Exception {
    String query = "SELECT number, repeat('x', 200) FROM numbers(2000000) FORMAT RowBinary";
    HttpResponse<Long> response =
        java.net.http.HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(engine.uri("/"))
                    .POST(BodyPublishers.ofString(query))
                    .build(),
                info ->
                    HttpResponse.BodySubscribers.mapping(
                        HttpResponse.BodySubscribers.ofInputStream(), HttpInterfaceTest::length));
    // 8 bytes of number, two of length, 200 of text.
    assertThat(response.body()).isEqualTo(2_000_000L * 210);
  }

  private static long length(InputStream in) {
    try (in) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Socket slowReader(String query) throws Exception {
    Socket socket = new Socket("127.0.0.1", engine.engine.url().getPort());
    String head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + query.length() + "\r\n\r\n";
    socket.getOutputStream().write((head + query).getBytes(UTF_8));
    return socket;
  }

  @Test
  void longSelectsDoNotBlockInserts() throws Exception {
    engine.sql("CREATE TABLE lane (a UInt32) ENGINE=MergeTree ORDER BY a");
    String slow =
        "SELECT sum(sleepEachRow(0.1)) FROM numbers(6000) SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=0";
    java.util.List<Socket> readers = new java.util.ArrayList<>();
    try {
      // All but one of the general connections, then more than there are: the rest wait in line.
      for (int i = 0; i < 3; i++) {
        readers.add(slowReader(slow));
      }
      String count =
          "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow(0.1)%' AND query NOT"
              + " LIKE '%processes%'";
      TestEngine.until(
          "three readers", Duration.ofSeconds(20), () -> engine.sql(count).equals("3"));
      for (int i = 0; i < 3; i++) {
        readers.add(slowReader(slow));
      }
      TestEngine.until(
          "no free connection",
          Duration.ofSeconds(30),
          () -> engine.post("/", "SELECT 1").body().contains("TOO_MANY_SIMULTANEOUS_QUERIES"));
      assertThat(engine.post("/", "INSERT INTO lane VALUES (1)").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : readers) {
        socket.close();
      }
    }
    TestEngine.until(
        "free connections",
        Duration.ofSeconds(20),
        () -> engine.post("/", "SELECT count() FROM lane").body().equals("1\n"));
  }
}
