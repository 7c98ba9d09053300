package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.ToldTurns.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.MadeEvents;
import dev.nodecast.catalog.ServiceKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million requests, each for something that nobody asked for before. */
class CardinalityTest {
  private static final int REQUESTS = 1_000_000;
  private static final int PROTOCOLS = 6;
  private static final int SOCKETS = 20_000;
  private static final int MORE = Party.ROWS + Party.MORE_STATUSES + 1;

  @TempDir Path proc;
  private final MadeEvents events = new MadeEvents();

  @Test
  void neitherRowsNorMemoryGrowWithWhatIsAskedFor() {
    ExchangeReader reader = new ExchangeReader(proc);
    for (int i = 0; i < REQUESTS / 10; i++) {
      ask(reader, i);
    }
    long before = used();
    for (int i = REQUESTS / 10; i < REQUESTS; i++) {
      ask(reader, i);
    }
    long grown = used() - before;
    reader.settled();
    Map<String, Long> rows = new TreeMap<>();
    Map<String, Long> requests = new TreeMap<>();
    for (Party party : reader.parties()) {
      rows.merge(party.key.label(), (long) party.rows().size(), Long::sum);
      for (Row row : party.rows()) {
        requests.merge(party.key.label(), row.requests, Long::sum);
        assertThat(row.operation.length() + row.target.length() + row.status.length())
            .isLessThan(500);
      }
    }
    long each = REQUESTS / PROTOCOLS;
    assertThat(rows)
        .hasSize(PROTOCOLS)
        .allSatisfy((of, count) -> assertThat(count).isLessThanOrEqualTo(MORE));
    for (String of : List.of("http1", "http2", "postgresql", "redis", "dns", "kafka")) {
      assertThat(requests.get(of)).as(of).isBetween(each, each + 1);
    }
    long other =
        reader.parties().stream()
            .flatMap(party -> party.rows().stream())
            .filter(row -> (row.operation + row.target).contains(ServiceKind.OTHER))
            .mapToLong(row -> row.requests)
            .sum();
    // Redis' commands are known ones, or ~other at once.
    assertThat(reader.limited()).isGreaterThan((long) (0.99 * 5 * each)).isLessThanOrEqualTo(other);
    assertThat(reader.unreadByReason()).isEmpty();
    assertThat(reader.evicted()).as("connections of a memory").isPositive();
    assertThat(grown).as("bytes, of 900,000 requests more").isLessThan(32L << 20);
  }

  @Test
  void statusesThatAServerMakesUpAreBounded() {
    ExchangeReader reader = new ExchangeReader(proc);
    for (int i = 0; i < 50_000; i++) {
      String state = Integer.toString(36 * 36 * 36 * 36 + i, 36).toUpperCase(java.util.Locale.ROOT);
      byte[] error = PostgresqlTest.message('E', "SERROR", 0, "C" + state, 0, "Mno", 0, 0);
      byte[] answer = bytes(error, PostgresqlTest.message('Z', "I"));
      reader.event(
          events.turn(
              ExchangeProtocol.POSTGRESQL, 1, 1, PostgresqlTest.query("SELECT 1"), answer, 0));
    }
    Party party = reader.parties().iterator().next();
    assertThat(party.rows()).hasSizeLessThanOrEqualTo(MORE);
    assertThat(party.rows().stream().mapToLong(row -> row.requests).sum()).isEqualTo(50_000);
    assertThat(party.rows().stream().mapToLong(row -> row.errors).sum()).isEqualTo(50_000);
  }

  @Test
  void namesThatNobodyAsksForAnyMoreMakeRoom() {
    Party party = new Party(new Party.Key(null, "p", true, ExchangeProtocol.HTTP1, "http1"));
    for (int i = 0; i < 2 * Party.TARGETS; i++) {
      party.row("GET", "/" + word(i), "200");
    }
    assertThat(party.row("GET", "/real", "200").target).isEqualTo(ServiceKind.OTHER);
    assertThat(party.takeLimited()).isEqualTo(Party.TARGETS + 1);
    for (Row row : new ArrayList<>(party.rows())) {
      party.remove(row);
    }
    assertThat(party.row("GET", "/real", "200").target).isEqualTo("/real");
    assertThat(party.takeLimited()).isZero();
  }

  private void ask(ExchangeReader reader, int i) {
    String word = word(i);
    long socket = 1L + i % SOCKETS;
    switch (i % PROTOCOLS) {
      case 0 ->
          reader.event(
              events.turn(
                  ExchangeProtocol.HTTP1,
                  1,
                  socket,
                  text("GET /" + word + " HTTP/1.1\r\nHost: " + word + "\r\n\r\n"),
                  new byte[0],
                  200));
      case 1 ->
          reader.event(
              events.turn(
                  ExchangeProtocol.POSTGRESQL,
                  1,
                  socket,
                  PostgresqlTest.query("SELECT * FROM " + word),
                  bytes(PostgresqlTest.done("SELECT 1"), PostgresqlTest.message('Z', "I")),
                  0));
      case 2 ->
          reader.event(
              events.turn(
                  ExchangeProtocol.REDIS,
                  1,
                  socket,
                  text("*1\r\n$" + word.length() + "\r\n" + word + "\r\n"),
                  text("+OK\r\n"),
                  0));
      case 3 -> {
        byte[] query = DnsBytes.query(i & 0xffff, word + ".com", 1);
        byte[] answer = DnsBytes.answer(i & 0xffff, word + ".com", 1, 0);
        reader.event(events.segment(ExchangeProtocol.DNS, 1, socket, query, true));
        reader.event(events.segment(ExchangeProtocol.DNS, 1, socket, answer, false));
      }
      case 4 -> {
        byte[] body = bytes(0, 0, 0, 2, i >> 24, i >> 16, i >> 8, i, 0, 1, "c", 0, 0);
        byte[] topic = bytes(0, 0, 0, 1, 0, 0, 0, 1, 0, word.length(), word, 0, 0, 0, 0);
        byte[] produce = bytes(0, 0, 0, body.length + topic.length, body, topic);
        reader.event(events.segment(ExchangeProtocol.KAFKA, 1, socket, produce, true));
      }
      default -> http2(reader, word, i);
    }
  }

  /** A connection of its own each: one request and its answer. */
  private void http2(ExchangeReader reader, String word, int i) {
    byte[] path = text("/" + word);
    byte[] head =
        bytes(0x82, 0x86, 0x04, path.length, path); // GET, http, a path that is not indexed
    byte[] request = frame(1, 5, 1, head);
    long own = 1_000_000L + i;
    reader.event(events.segment(ExchangeProtocol.HTTP2, 1, own, request, true));
    byte[] answer = frame(1, 5, 1, bytes(0x88));
    reader.event(events.segment(ExchangeProtocol.HTTP2, 1, own, answer, false));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] body) {
    return bytes(0, body.length >> 8, body.length, type, flags, 0, 0, 0, stream, body);
  }

  /** Letters only, so that it is no identifier. */
  private static String word(int of) {
    StringBuilder word = new StringBuilder("w");
    for (int left = of; left > 0; left /= 20) {
      word.append((char) ('g' + left % 20));
    }
    return word.toString();
  }

  private static byte[] text(String of) {
    return of.getBytes(StandardCharsets.US_ASCII);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
