package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.delta.Naming.Name;
import dev.nodecast.agent.delta.Naming.Verdict;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Span;
import dev.nodecast.wire.MalformedTickException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spans travel once, under the names of their containers as soon as these have one. */
final class SpanNamesTest {
  private static final List<String> HOST = labels("", "nginx");
  private static final List<String> POD = labels("uid-a", "java");
  private static final List<String> NAMES = List.of("shop", "cart", "cart-0", "app", "uid-a", "c");

  private Name name = new Name(Verdict.AWAITED, POD.subList(0, 6));
  private final Samples samples =
      new Samples(
          Catalog.KINDS,
          8,
          Earlier.none(),
          new Naming() {
            @Override
            public long version() {
              return 0;
            }

            @Override
            public Name of(List<String> ids) {
              return name;
            }
          });
  private final TickEncoder encoder = new TickEncoder();
  private final TickPicture picture = new TickPicture();

  private static List<String> labels(String uid, String program) {
    return List.of("", "", uid, "c", uid, "c", program, "server", "http1", "GET", "/", "200");
  }

  private static Span span(List<String> labels, long startUs) {
    return new Span(labels, startUs, 5, false, "10.0.0.1", 1, 1, 2, 3, 4);
  }

  private List<Span> tick() throws MalformedTickException {
    picture.read(encoder.encode(samples, 1_700_000_000_000L, true));
    return picture.spans();
  }

  @Test
  void whatIsNoPodTravelsWithItsTickAndNoOther() throws MalformedTickException {
    samples.span(span(HOST, 1));
    samples.span(span(HOST, 2));
    assertThat(tick()).containsExactly(span(HOST, 1), span(HOST, 2));
    assertThat(tick()).isEmpty();
    assertThat(samples.spanCounts().sent()).isEqualTo(2);
  }

  @Test
  void aPodsSpanWaitsForItsName() throws MalformedTickException {
    samples.span(span(POD, 1));
    samples.span(span(HOST, 2));
    assertThat(tick()).containsExactly(span(HOST, 2));
    assertThat(tick()).isEmpty();
    name = new Name(Verdict.SHOWN, NAMES);
    List<Span> told = tick();
    assertThat(told).hasSize(1);
    assertThat(told.get(0).labels().subList(0, 6)).isEqualTo(NAMES);
    assertThat(told.get(0).labels().subList(6, 12)).isEqualTo(POD.subList(6, 12));
    assertThat(told.get(0).startUs()).isEqualTo(1);
    samples.span(span(POD, 3));
    assertThat(tick()).hasSize(1);
    assertThat(tick()).isEmpty();
  }

  @Test
  void nobodyHearsOfWhatIsFiltered() throws MalformedTickException {
    samples.span(span(POD, 1));
    name = new Name(Verdict.FILTERED, POD.subList(0, 6));
    assertThat(tick()).isEmpty();
    name = new Name(Verdict.SHOWN, NAMES);
    assertThat(tick()).isEmpty();
  }

  @Test
  void whatWaitsAndWhatTravelsIsBoundedAndCounted() throws MalformedTickException {
    for (int i = 1; i <= Span.MAX_PER_TICK + 7; i++) {
      samples.span(span(POD, i));
    }
    assertThat(samples.spanCounts().dropped()).containsEntry("no_name", 7L);
    name = new Name(Verdict.SHOWN, NAMES);
    samples.span(span(HOST, 1));
    samples.span(span(HOST, 2));
    assertThat(tick()).hasSize(Span.MAX_PER_TICK);
    assertThat(samples.spanCounts().dropped()).containsEntry("tick_limit", 2L);
    assertThat(tick()).isEmpty();
  }
}
