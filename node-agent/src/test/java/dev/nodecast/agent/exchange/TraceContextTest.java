package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** W3C Trace Context, by its sections. */
class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String VALUE = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String NONE = "0-0/0";
  private static final String READ = "4bf92f3577b34da6-a3ce929d0e0e4736/f067aa0ba902b7";

  private final TraceContext trace = new TraceContext();

  private String read(String value) {
    byte[] bytes = ("x" + value + "0").getBytes(StandardCharsets.UTF_8);
    trace.read(bytes, 1, bytes.length - 1);
    return told();
  }

  private String head(String request) {
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    trace.readHead(bytes, 0, bytes.length);
    return told();
  }

  private String told() {
    return Long.toHexString(trace.high)
        + "-"
        + Long.toHexString(trace.low)
        + "/"
        + Long.toHexString(trace.parent);
  }

  /** Section 3.2.2. */
  @Test
  void readsVersionZero() {
    assertThat(read(VALUE)).isEqualTo(READ);
    assertThat(read("00-" + TRACE + "-" + PARENT + "-00")).isEqualTo(READ);
    assertThat(read("00-0000000000000000000000000000000a-" + PARENT + "-00"))
        .isEqualTo("0-a/f067aa0ba902b7");
  }

  /** Section 4.3: what a later version has behind it is none of ours. */
  @Test
  void readsLaterVersionsAsFarAsTheyAreKnown() {
    assertThat(read("cc" + VALUE.substring(2))).isEqualTo(READ);
    assertThat(read("cc" + VALUE.substring(2) + "-what-the-future-brings")).isEqualTo(READ);
    assertThat(read("cc" + VALUE.substring(2) + ".what")).isEqualTo(NONE);
    assertThat(read(VALUE + "-what")).isEqualTo(NONE);
    assertThat(read("ff" + VALUE.substring(2))).isEqualTo(NONE);
  }

  @Test
  void whatIsInvalidIsNone() {
    assertThat(read("")).isEqualTo(NONE);
    assertThat(read(VALUE.substring(0, 54))).isEqualTo(NONE);
    assertThat(read("00-" + "0".repeat(32) + "-" + PARENT + "-01")).isEqualTo(NONE);
    assertThat(read("00-" + TRACE + "-" + "0".repeat(16) + "-01")).isEqualTo(NONE);
    assertThat(read(VALUE.toUpperCase(java.util.Locale.ROOT))).isEqualTo(NONE);
    assertThat(read(VALUE.replace('4', 'g'))).isEqualTo(NONE);
    assertThat(read(VALUE.replace("-" + PARENT, "_" + PARENT))).isEqualTo(NONE);
    assertThat(read("0x" + VALUE.substring(2))).isEqualTo(NONE);
  }

  @Test
  void findsItsLineInAHead() {
    assertThat(head("GET / HTTP/1.1\r\nHost: x\r\nTraceparent: \t" + VALUE + " \r\nA: b\r\n\r\n"))
        .isEqualTo(READ);
    assertThat(head("GET / HTTP/1.1\nTRACEPARENT:" + VALUE + "\n\n")).isEqualTo(READ);
    assertThat(head("GET / HTTP/1.1\r\ntraceparent: " + VALUE)).isEqualTo(READ);
    assertThat(head("GET / HTTP/1.1\r\ntracestate: a=b\r\n\r\ntraceparent: " + VALUE + "\r\n"))
        .as("in the body")
        .isEqualTo(NONE);
    assertThat(head("GET /traceparent:" + VALUE + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(NONE);
    assertThat(head("GET / HTTP/1.1\r\nxtraceparent: " + VALUE + "\r\n\r\n")).isEqualTo(NONE);
    assertThat(head("GET / HTTP/1.1\r\ntraceparent: " + VALUE.substring(0, 40))).isEqualTo(NONE);
    assertThat(head("")).isEqualTo(NONE);
  }

  @Test
  void anyBytesAreReadWithoutAFault() {
    Random random = new Random(1);
    byte[] valid =
        ("GET / HTTP/1.1\r\ntraceparent: " + VALUE + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    int none = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = valid.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      trace.readHead(bytes, random.nextInt(10), random.nextInt(bytes.length) + 1);
      none += trace.parent == 0 ? 1 : 0;
      assertThat((trace.high | trace.low) == 0).isEqualTo(trace.parent == 0);
    }
    assertThat(none).isBetween(1, 199_999);
  }
}
