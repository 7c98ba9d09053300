package dev.nodecast.aggregator.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of the newest spans. */
final class RecentSpansTest {
  private static List<String> labels(String service) {
    List<String> labels = new ArrayList<>(Collections.nCopies(SpanKind.KIND.labels().size(), ""));
    labels.set(SpanKind.KIND.labels().indexOf("service"), service);
    labels.set(SpanKind.KIND.labels().indexOf("role"), "server");
    return List.copyOf(labels);
  }

  private static ServiceName name(String service) {
    return new ServiceName("server", "", service);
  }

  private static Span span(List<String> labels, long startUs) {
    return new Span(labels, startUs, 1, false, "", 0, 0, 1, startUs, 0);
  }

  private static List<Long> starts(RecentSpans of, String service) {
    return of.newest(name(service), 100).stream().map(told -> told.span().startUs()).toList();
  }

  @Test
  void aBusyServicePushesOutNoneOfAQuietOne() {
    RecentSpans spans = new RecentSpans();
    List<Span> frame = new ArrayList<>();
    frame.add(span(labels("quiet"), 7));
    List<String> busy = labels("busy");
    for (int i = 1; i <= 5_000; i++) {
      frame.add(span(busy, i));
    }
    spans.add("n1", frame);
    spans.add("n2", List.of(span(labels("quiet"), 9), span(labels("quiet"), 8)));
    assertThat(starts(spans, "quiet")).containsExactly(9L, 8L, 7L);
    assertThat(spans.newest(name("quiet"), 3))
        .extracting(RecentSpans.Told::node)
        .containsExactly("n2", "n2", "n1");
    assertThat(starts(spans, "busy")).hasSize(RecentSpans.EACH).startsWith(5_000L, 4_999L);
    assertThat(spans.newest(name("busy"), 2)).hasSize(2);
    assertThat(starts(spans, "nobody")).isEmpty();
  }

  @Test
  void ofTooManyServicesTheOneThatWasSilentLongestGoes() {
    RecentSpans spans = new RecentSpans();
    for (int i = 0; i < RecentSpans.SERVICES; i++) {
      spans.add("n1", List.of(span(labels("s" + i), 1)));
    }
    spans.add("n1", List.of(span(labels("s0"), 2)));
    spans.add("n1", List.of(span(labels("one more"), 1)));
    assertThat(starts(spans, "s1")).isEmpty();
    assertThat(starts(spans, "s0")).containsExactly(2L, 1L);
    assertThat(starts(spans, "one more")).containsExactly(1L);
  }
}
