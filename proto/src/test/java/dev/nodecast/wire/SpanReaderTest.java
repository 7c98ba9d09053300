package dev.nodecast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import dev.nodecast.v1.Schema;
import dev.nodecast.v1.SpanBlock;
import dev.nodecast.v1.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a span may be, and what is refused. */
class SpanReaderTest {
  private static final String HOSTILE = "<b>'; DROP TABLE span --\u0000\n\uD83D\uDE00";
  private static final int LABELS = SpanKind.KIND.labels().size();
  private static final List<String> SHOP = labels("shop");

  private static List<String> labels(String first) {
    List<String> labels = new ArrayList<>(Collections.nCopies(LABELS, ""));
    labels.set(0, first);
    return List.copyOf(labels);
  }

  private static Span span(List<String> labels, long startUs) {
    return new Span(labels, startUs, 250, true, "2001:db8::1", 443, -1, 2, Long.MIN_VALUE, 4);
  }

  private static List<Span> read(byte[] tick) throws MalformedTickException {
    List<Span> spans = new ArrayList<>();
    EventLog log =
        new EventLog() {
          @Override
          public void span(Span span) {
            spans.add(span);
          }
        };
    new TickReader(WireSchema.shape(Schema.getDefaultInstance()), 10)
        .read(tick, 0, tick.length, log);
    return spans;
  }

  private static byte[] written(List<Span> spans) {
    TickWriter writer = new TickWriter();
    writer.begin(1_790_000_001_000L, true);
    writer.spans(spans);
    return Arrays.copyOf(writer.end().array(), writer.end().size());
  }

  private static dev.nodecast.v1.Span.Builder valid() {
    return dev.nodecast.v1.Span.newBuilder().setStartUs(1_790_000_000_123_456L);
  }

  private static byte[] tick(SpanBlock.Builder... blocks) {
    Tick.Builder tick = Tick.newBuilder().setTimeMs(1_790_000_001_000L);
    for (SpanBlock.Builder block : blocks) {
      tick.addSpans(block);
    }
    return tick.build().toByteArray();
  }

  private static void refused(SpanBlock.Builder block, String words) {
    assertThatThrownBy(() -> read(tick(block)))
        .isInstanceOf(MalformedTickException.class)
        .hasMessageContaining(words);
  }

  @Test
  void comesOutAsItWentIn() throws MalformedTickException {
    List<Span> spans =
        List.of(
            span(SHOP, 1), span(SHOP, 2), span(labels(HOSTILE), 3), span(SHOP, 4), span(SHOP, 5));
    assertThat(read(written(spans))).isEqualTo(spans);
    assertThat(read(written(List.of()))).isEmpty();
  }

  @Test
  void labelsOfSpansSideBySideTravelOnce() throws MalformedTickException {
    List<Span> spans = new ArrayList<>(Collections.nCopies(100, span(SHOP, 1)));
    int together = written(spans).length;
    for (int i = 0; i < spans.size(); i += 2) {
      spans.set(i, span(labels("other"), 1));
    }
    assertThat(written(spans).length).isGreaterThan(together + 90 * LABELS * 2);
    List<Span> read = read(written(Collections.nCopies(3, span(SHOP, 1))));
    assertThat(read.get(2).labels()).isSameAs(read.get(0).labels());
  }

  @Test
  void labelsOfANewerAgentAreSkippedAndThoseOfAnOlderOneEmpty() throws MalformedTickException {
    SpanBlock.Builder newer = SpanBlock.newBuilder().addSpans(valid());
    for (int i = 0; i < LABELS + 3; i++) {
      newer.addLabels("l" + i);
    }
    assertThat(read(tick(newer)).get(0).labels()).hasSize(LABELS).endsWith("l" + (LABELS - 1));
    assertThat(read(tick(SpanBlock.newBuilder().addLabels("shop").addSpans(valid()))))
        .singleElement()
        .satisfies(span -> assertThat(span.labels()).isEqualTo(SHOP));
  }

  @Test
  void nothingOfASpanMayBeWithoutBound() {
    SpanBlock.Builder block = SpanBlock.newBuilder();
    refused(block.clone().addSpans(valid().setStartUs(0)), "span start_us: 0 (expected: 1 to");
    refused(block.clone().addSpans(valid().setStartUs(Long.MAX_VALUE)), "span start_us");
    refused(block.clone().addSpans(valid().setDurationUs(-1)), "span duration_us: 1844674407370");
    refused(block.clone().addSpans(valid().setPeerPort(65_536)), "span peer_port: 65536");
    refused(
        block.clone().addSpans(valid().setPeerAddress("a".repeat(46))),
        "span peer_address: 46 bytes (expected: at most 45)");
    refused(block.clone().addLabels("a".repeat(769)), "span label: 769 bytes");
    refused(block.clone().addAllLabels(Collections.nCopies(33, "")), "span: too many labels");
    SpanBlock.Builder half = SpanBlock.newBuilder();
    for (int i = 0; i < 10_001; i++) {
      half.addSpans(valid());
    }
    assertThatThrownBy(() -> read(tick(half, half)))
        .isInstanceOf(MalformedTickException.class)
        .hasMessageContaining("spans: more than 20000");
  }

  @Test
  void idsAreSpelledAsW3cDoes() {
    Span span = new Span(SHOP, 1, 1, false, "", 0, 0x4bf92f3577b34da6L, 0xa3, 0xf067L, 0);
    assertThat(span.traceId()).isEqualTo("4bf92f3577b34da600000000000000a3");
    assertThat(Span.hex(span.spanId())).isEqualTo("000000000000f067");
  }
}
