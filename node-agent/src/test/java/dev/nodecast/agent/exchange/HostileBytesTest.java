package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Parsers of HTTP/1 and DNS before bytes that mean harm: 10^6 in all, with one seed. */
class HostileBytesTest {
  private static final int INPUTS = 500_000;

  private static final byte[][] HTTP = {
    text("GET /users/42?a=b HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n\r\n"),
    text("POST /up HTTP/1.1\r\nContent-Length: 12\r\n\r\nHello World!HEAD /x HTTP/1.1\r\n\r\n"),
    text("PUT /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    text("OPTIONS * HTTP/1.1\r\n\r\n"),
  };

  private static final byte[][] DNS = {
    DnsBytes.query(1, "www.example.com", 1),
    DnsBytes.answer(1, "www.example.com", 1, 3),
    DnsBytes.message(1, DnsBytes.RESPONSE, "x.svc.cluster.local", 33, 1, DnsBytes.opt(1)),
    DnsBytes.tcp(DnsBytes.query(1, "a.b", 1), DnsBytes.query(2, "b.c", 28)),
    DnsBytes.tcp(DnsBytes.answer(2, "b.c", 28, 0), DnsBytes.answer(1, "a.b", 1, 0)),
  };

  private final Random random = new Random(1);
  private final Counted told = new Counted();
  private final Words words = new Words(4096);

  /** Nothing is kept, for 10^6 of them. */
  private static final class Counted implements Exchanged {
    long exchanges;
    long unread;
    int longest;

    @Override
    public void exchange(Exchange exchange) {
      exchanges++;
      longest = Math.max(longest, exchange.target.length() + exchange.operation.length());
    }

    @Override
    public void unread(String reason) {
      unread++;
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void httpSurvives() {
    Http1 http = new Http1(words, new Routes(words));
    long start = System.nanoTime();
    for (int i = 0; i < INPUTS; i++) {
      http.turn(next(HTTP), told);
    }
    assertThat(told.exchanges).isGreaterThan(INPUTS / 4);
    assertThat(told.unread).isGreaterThan(INPUTS / 4);
    assertThat(told.longest).isLessThan(400);
    assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
  }

  @Test
  void dnsSurvives() {
    Dns dns = new Dns(words);
    long start = System.nanoTime();
    for (int i = 0; i < INPUTS; i++) {
      Turn turn = next(DNS);
      turn.socket = random.nextInt(50);
      turn.requestNs = i * 1_000_000L;
      turn.endNs = turn.requestNs + 1_000_000;
      if (random.nextInt(3) == 0) {
        dns.turn(turn, told);
      } else {
        dns.segment(turn, random.nextBoolean(), told);
      }
      assertThat(dns.waiting() <= DnsQuestions.MAX).isTrue();
    }
    assertThat(told.exchanges).isGreaterThan(INPUTS / 10);
    assertThat(told.unread).isGreaterThan(INPUTS / 10);
    assertThat(told.longest).isLessThan(300);
    dns.settle(INPUTS * 1_000_000L + 6_000_000_000L, told);
    assertThat(dns.waiting()).isZero();
    assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
  }

  @Test
  void allocatesNothingOnceWarm() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Http1 http = new Http1(words, new Routes(words));
    Dns dns = new Dns(words);
    Turn get = RecordedExchanges.turn(HTTP[0], new byte[0]);
    Turn tcp = RecordedExchanges.turn(DNS[3], DNS[4]);
    Turn query = RecordedExchanges.turn(DNS[0], new byte[0]);
    Turn answer = RecordedExchanges.turn(DNS[1], new byte[0]);
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      http.turn(get, told);
      dns.turn(tcp, told);
      dns.segment(query, true, told);
      dns.segment(answer, false, told);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(told.exchanges).isEqualTo(20_000L * 5);
    assertThat(allocated).as("bytes of 50,000 exchanges").isLessThan(50_000);
  }

  private final Turn turn = new Turn();

  private Turn next(byte[][] of) {
    turn.requestLength = fill(turn.request, of, 1024);
    turn.responseLength = fill(turn.response, of, 512);
    boolean whole = random.nextBoolean();
    turn.requestBytes = turn.requestLength + (whole ? 0L : random.nextInt(5000));
    turn.responseBytes = turn.responseLength + (whole ? 0L : random.nextInt(5000));
    turn.status = random.nextInt(600);
    turn.server = random.nextBoolean();
    turn.ended = random.nextInt(4) == 0;
    turn.unanswered = random.nextInt(8) == 0;
    return turn;
  }

  private int fill(byte[] to, byte[][] of, int most) {
    int length = 0;
    if (random.nextInt(8) == 0) {
      length = random.nextInt(most + 1);
      for (int i = 0; i < length; i++) {
        to[i] = (byte) random.nextInt();
      }
      return length;
    }
    for (int parts = random.nextInt(4); parts >= 0; parts--) {
      byte[] part = of[random.nextInt(of.length)];
      int from = random.nextInt(4) == 0 ? random.nextInt(part.length) : 0;
      int size = Math.min(most - length, part.length - from);
      System.arraycopy(part, from, to, length, size);
      length += size;
    }
    for (int changes = random.nextInt(6); changes > 0 && length > 0; changes--) {
      to[random.nextInt(length)] = (byte) random.nextInt();
    }
    return random.nextInt(8) == 0 ? random.nextInt(length + 1) : length;
  }
}
