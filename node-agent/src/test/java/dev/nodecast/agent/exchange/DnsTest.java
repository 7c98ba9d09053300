package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DnsTest {
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final long SECOND = 1_000_000_000L;

  private final RecordedExchanges told = new RecordedExchanges();
  private final Dns dns = new Dns(new Words(64));
  private boolean server;

  private void datagram(long socket, double seconds, boolean toServer, byte[] bytes) {
    Turn turn = RecordedExchanges.turn(bytes, new byte[0]);
    turn.socket = socket;
    turn.server = server;
    turn.requestNs = Math.round(seconds * SECOND);
    dns.segment(turn, toServer, told);
  }

  private void asks(long socket, double seconds, byte[] bytes) {
    datagram(socket, seconds, true, bytes);
  }

  private void answers(long socket, double seconds, byte[] bytes) {
    datagram(socket, seconds, false, bytes);
  }

  /** A query of dig 9.18 with a cookie, and the answer of dnsmasq 2.90: as they were captured. */
  @Test
  void readsRealDatagrams() {
    HexFormat hex = HexFormat.of();
    asks(
        1,
        10,
        hex.parseHex(
            "2cd00120000100000000000103777777076578616d706c6503636f6d0000010001"
                + "00002904d000000000000c000a0008e82ff4e4db80bdd2"));
    answers(
        1,
        10.002,
        hex.parseHex(
            "2cd08580000100010000000103777777076578616d706c6503636f6d0000010001"
                + "c00c00010001000000000004c000020100002904d0000000000000"));
    assertThat(told.lines).containsExactly("A example.com NOERROR");
    assertThat(told.micros).containsExactly(2000L);
    assertThat(told.requestBytes).isEqualTo(56);
    assertThat(told.responseBytes).isEqualTo(60);
    assertThat(told.unread).isEmpty();
  }

  /** As glibc asks: two queries of one socket, whose answers overtake each other. */
  @Test
  void putsAnswersToTheirQuestions() {
    asks(1, 1, DnsBytes.query(7, "www.example.com", A));
    asks(1, 1, DnsBytes.query(8, "www.example.com", AAAA));
    asks(2, 1, DnsBytes.query(7, "www.example.com", A));
    answers(1, 1.003, DnsBytes.answer(8, "www.example.com", AAAA, 0));
    answers(1, 1.004, DnsBytes.answer(7, "WWW.eXaMpLe.com", A, 3));
    assertThat(told.lines).containsExactly("AAAA example.com NOERROR", "A example.com NXDOMAIN");
    assertThat(told.micros).containsExactly(3000L, 4000L);
    assertThat(dns.waiting()).isEqualTo(1);
  }

  @Test
  void countsAQuestionThatIsAskedAgainOnce() {
    asks(1, 1, DnsBytes.query(7, "example.com", A));
    asks(1, 6, DnsBytes.query(7, "example.com", A));
    answers(1, 6.5, DnsBytes.answer(7, "example.com", A, 0));
    answers(1, 6.6, DnsBytes.answer(7, "example.com", A, 0));
    assertThat(told.lines).containsExactly("A example.com NOERROR");
    assertThat(told.micros).containsExactly(5_500_000L);
    assertThat(told.unread).containsExactly("unasked");
  }

  @Test
  void tellsWhatNobodyAnswers() {
    Turn turn = RecordedExchanges.turn(DnsBytes.query(7, "example.com", A), new byte[0]);
    turn.owner = new Party.Key(new CgroupIds(1, 2), "dig", false, ExchangeProtocol.DNS, "dns");
    dns.segment(turn, true, told);
    dns.settle(turn.requestNs + 5 * SECOND, told);
    assertThat(told.lines).isEmpty();
    dns.settle(turn.requestNs + 6 * SECOND, told);
    dns.settle(turn.requestNs + 7 * SECOND, told);
    assertThat(told.lines).containsExactly("A example.com TIMEOUT!");
    assertThat(told.micros).containsExactly(5_000_000L);
    assertThat(told.owner).isEqualTo(turn.owner);
    assertThat(dns.waiting()).isZero();
  }

  @Test
  void tellsRcodesAndWhoseFaultTheyAre() {
    String name = "example.com";
    for (boolean each : new boolean[] {false, true}) {
      server = each;
      for (int rcode : new int[] {1, 2, 3, 4, 5, 14}) {
        asks(1, 1, DnsBytes.query(rcode, name, A));
        answers(1, 1, DnsBytes.answer(rcode, name, A, rcode));
      }
    }
    assertThat(told.lines.stream().map(line -> line.substring("A example.com ".length())))
        .containsExactly(
            "FORMERR!",
            "SERVFAIL!",
            "NXDOMAIN",
            "NOTIMP!",
            "REFUSED!",
            "RESERVED!",
            "FORMERR",
            "SERVFAIL!",
            "NXDOMAIN",
            "NOTIMP!",
            "REFUSED",
            "RESERVED");
  }

  @Test
  void readsFlagsAndExtendedRcodes() {
    int flags = DnsBytes.RESPONSE | DnsBytes.TRUNCATED;
    asks(1, 1, DnsBytes.query(1, "a.b", A));
    answers(1, 1, DnsBytes.message(1, flags, "a.b", A, 0, new byte[0]));
    asks(1, 1, DnsBytes.query(2, "a.b", A));
    answers(1, 1, DnsBytes.message(2, DnsBytes.RESPONSE, "a.b", A, 1, DnsBytes.opt(1)));
    asks(1, 1, DnsBytes.query(3, "a.b", 33));
    byte[] formerr = {0, 3, (byte) 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0}; // without the question
    answers(1, 1, formerr);
    asks(1, 1, DnsBytes.message(4, 4 << 11, "a.b", 6, 0, new byte[0]));
    answers(1, 1, DnsBytes.message(4, 4 << 11 | DnsBytes.RESPONSE, "a.b", 6, 0, new byte[0]));
    asks(1, 1, DnsBytes.query(5, "", 65_432));
    answers(1, 1, DnsBytes.answer(5, "", 65_432, 0));
    assertThat(told.lines)
        .containsExactly(
            "A a.b TRUNCATED",
            "A a.b BADVERS!",
            "SRV a.b FORMERR!",
            "NOTIFY a.b NOERROR",
            "OTHER . NOERROR");
  }

  @Test
  void tellsWhatItCannotRead() {
    asks(1, 1, new byte[] {1, 2, 3});
    asks(1, 1, DnsBytes.answer(1, "a.b", A, 0));
    answers(1, 1, DnsBytes.query(1, "a.b", A));
    answers(1, 1, DnsBytes.answer(1, "a.b", A, 0));
    byte[] pointer = DnsBytes.query(1, "a.b", A);
    pointer[12] = (byte) 0xc0;
    asks(1, 1, pointer);
    assertThat(told.lines).isEmpty();
    assertThat(told.unread)
        .containsExactly("malformed", "direction", "direction", "unasked", "malformed");
  }

  @Test
  void keepsABoundedNumberOfQuestions() {
    for (int i = 0; i < 3000; i++) {
      asks(i / 7, 1, DnsBytes.query(i, "host" + i + ".example.com", A));
    }
    assertThat(dns.waiting()).isEqualTo(1024);
    assertThat(told.unread).hasSize(3000 - 1024).containsOnly("limit");
    for (int i = 0; i < 3000; i++) {
      answers(i / 7, 2, DnsBytes.answer(i, "host" + i + ".example.com", A, 0));
    }
    assertThat(told.lines).hasSize(1024).containsOnly("A example.com NOERROR");
    assertThat(dns.waiting()).isZero();
  }

  /** Section 4.2.2: of one connection, two at once, the second answered first. */
  @Test
  void readsTurnsOfTcp() {
    byte[] asked =
        DnsBytes.tcp(DnsBytes.query(1, "x.example.com", A), DnsBytes.query(2, "b.c", AAAA));
    byte[] answered =
        DnsBytes.tcp(DnsBytes.answer(2, "b.c", AAAA, 2), DnsBytes.answer(1, "x.example.com", A, 0));
    dns.turn(RecordedExchanges.turn(asked, answered), told);
    assertThat(told.lines).containsExactly("AAAA b.c SERVFAIL!", "A example.com NOERROR");
    assertThat(told.requestBytes).isEqualTo(asked.length);
    assertThat(told.responseBytes).isEqualTo(answered.length);
    assertThat(told.micros).containsExactly(5000L, 5000L);
    assertThat(dns.waiting()).isZero();
  }

  @Test
  void readsAFirstTurnWhoseLengthWasReadBefore() {
    dns.turn(
        RecordedExchanges.turn(
            DnsBytes.query(1, "a.b", A), DnsBytes.tcp(DnsBytes.answer(1, "a.b", A, 0))),
        told);
    assertThat(told.lines).containsExactly("A a.b NOERROR");
  }

  @Test
  void readsAnAnswerOfALaterTurn() {
    byte[] first = DnsBytes.tcp(DnsBytes.query(1, "a.b", A), DnsBytes.query(2, "c.d", A));
    byte[] second = DnsBytes.tcp(DnsBytes.query(3, "e.f", A));
    dns.turn(RecordedExchanges.turn(first, DnsBytes.tcp(DnsBytes.answer(1, "a.b", A, 0))), told);
    dns.turn(
        RecordedExchanges.turn(
            second, DnsBytes.tcp(DnsBytes.answer(2, "c.d", A, 3), DnsBytes.answer(3, "e.f", A, 0))),
        told);
    assertThat(told.lines).containsExactly("A a.b NOERROR", "A c.d NXDOMAIN", "A e.f NOERROR");
  }

  @Test
  void tellsQuestionsOfAConnectionThatEnds() {
    Turn turn = RecordedExchanges.turn(DnsBytes.tcp(DnsBytes.query(1, "a.b", A)), new byte[0]);
    turn.unanswered = true;
    turn.ended = true;
    dns.turn(turn, told);
    turn.endNs = turn.requestNs + 6 * SECOND;
    dns.turn(turn, told);
    assertThat(told.lines).containsExactly("A a.b !", "A a.b TIMEOUT!");
    assertThat(dns.waiting()).isZero();
  }

  /** Of an answer of 40 KB and the one behind it only the beginning is there. */
  @Test
  void tellsQuestionsWhoseAnswersWereNotKept() {
    byte[] large = DnsBytes.message(1, DnsBytes.RESPONSE, "a.b", 252, 0, new byte[40_000]);
    dns.turn(
        RecordedExchanges.turn(
            DnsBytes.tcp(DnsBytes.query(1, "a.b", 252), DnsBytes.query(2, "c.d", A)),
            DnsBytes.tcp(large, DnsBytes.answer(2, "c.d", A, 0))),
        told);
    assertThat(told.lines).containsExactly("AXFR a.b NOERROR", "A c.d ");
    assertThat(told.responseBytes).isEqualTo(large.length + 2);
  }
}
