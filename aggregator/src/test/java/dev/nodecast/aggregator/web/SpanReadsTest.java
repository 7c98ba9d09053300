package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import dev.nodecast.catalog.Span;
import dev.nodecast.web.read.SpanRow;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpanReadsTest {
  private static final TimeRange HOUR =
      new TimeRange(
          Instant.ofEpochSecond(7_200), Instant.ofEpochSecond(10_800), Duration.ofSeconds(15));
  private static final List<String> LABELS =
      List.of(
          "shop", "cart", "cart-1", "app", "uid-1", "c1", "java", "server", "http1", "GET", "/<b>",
          "500");

  private final TestingStorage storage = new TestingStorage();
  private final SpanReads reads = new SpanReads(storage);

  @Test
  void storedSpansBecomeRowsOfTheService() {
    Span span =
        new Span(LABELS, 7_300_000_500L, 2_400_000, true, "10.0.0.9", 4711, 1, 2, 0xabcL, 0);
    storage.spans = List.of(new SpanHistory.Stored("n1", span));
    SpanRow row = reads.slowest("server:shop:cart", HOUR).rows().get(0);
    assertThat(row.start()).isEqualTo(Instant.ofEpochSecond(7_300).plusNanos(500_000));
    assertThat(row.seconds()).isEqualTo(2.4);
    assertThat(row.target()).isEqualTo("/<b>");
    assertThat(row.status()).isEqualTo("500");
    assertThat(row.error()).isTrue();
    assertThat(row.where()).isEqualTo("cart-1");
    assertThat(row.podUid()).isEqualTo("uid-1");
    assertThat(row.peer()).isEqualTo("10.0.0.9");
    assertThat(row.traceId()).isEqualTo("00000000000000010000000000000002");
  }

  @Test
  void anAnswerIsRememberedForSomeSecondsAndOneOfAnotherServiceIsAsked() {
    reads.slowest("server:shop:cart", HOUR);
    reads.slowest("server:shop:cart", HOUR);
    assertThat(storage.askedSpans).hasSize(1);
    reads.slowest("server::nginx", HOUR);
    assertThat(storage.askedSpans).hasSize(2);
    SpanQuery asked = storage.askedSpans.get(1);
    assertThat(asked.where())
        .isEqualTo(Map.of("role", "server", "namespace", "", "service", "nginx"));
    assertThat(asked.slowest()).isTrue();
    assertThat(asked.limit()).isEqualTo(Spans.MOST);
    assertThat(asked.fromMs()).isEqualTo(7_200_000);
    assertThat(asked.toMs()).isEqualTo(10_800_000);
  }

  @Test
  void aStoreThatIsAwayOrFailsIsAReason() {
    storage.failure = "code 159: timeout";
    assertThat(reads.slowest("server:shop:web", HOUR).error()).isEqualTo("code 159: timeout");
    storage.reason = "the database is away";
    assertThat(reads.slowest("server:shop:cart", HOUR).error()).contains("the database is away");
  }
}
