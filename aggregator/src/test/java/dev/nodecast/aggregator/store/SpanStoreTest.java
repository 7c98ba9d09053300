package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.store.SpanHistory.Stored;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans in the real engine: as they were sampled, found again, kept for their time. */
final class SpanStoreTest {
  private static final long NOON = 1_795_262_400L;
  private static final String HOSTILE = "<b>'; DROP TABLE span --\\\t\n{x:String}\0\uD83D\uDE00";

  @TempDir static Path directory;
  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    new Schema(engine.database, new Ddl(""), Engine.PERIODS).apply();
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @BeforeEach
  void clear() {
    engine.clear();
  }

  private static List<String> labels(String workload, String target) {
    List<String> labels = new ArrayList<>(Collections.nCopies(SpanKind.KIND.labels().size(), ""));
    labels.set(SpanKind.KIND.labels().indexOf("workload"), workload);
    labels.set(SpanKind.KIND.labels().indexOf("target"), target);
    labels.set(SpanKind.KIND.labels().indexOf("role"), "server");
    return List.copyOf(labels);
  }

  private static Span span(String workload, long second, long durationUs, boolean error) {
    long us = second * 1_000_000 + 123_456;
    return new Span(
        labels(workload, HOSTILE), us, durationUs, error, "2001:db8::7", 50_123, -2, 3, second, 0);
  }

  private static void store(Span... spans) {
    AtomicLong acked = new AtomicLong();
    Committer committer = engine.committer(engine.server.url().toString(), engine.rollups());
    committer.listener((node, boot, seq) -> acked.set(seq));
    Engine.until("ready", committer::ready);
    long seq = committer.watermarks("n1", "b")[0] + 5;
    committer.offer(Rows.with(Rows.window("n1", "b", NOON, seq, Rows.node(1)), spans));
    Engine.until("commit", () -> acked.get() == seq);
    assertThat(committer.watermarks("n1", "b")[WindowStore.SPANS])
        .isEqualTo(spans.length == 0 ? 0 : seq);
    committer.close();
  }

  private static List<Stored> ask(
      Map<String, String> where, boolean slowest, boolean errors, int limit) {
    return new SpanHistory(engine.database)
        .spans(
            new SpanQuery((NOON - 100) * 1000, (NOON + 100) * 1000, where, slowest, errors, limit));
  }

  @Test
  void comesBackAsItWasSampled() {
    Span full =
        new Span(
            Collections.nCopies(SpanKind.KIND.labels().size(), HOSTILE),
            NOON * 1_000_000 + 123_456,
            Long.MAX_VALUE,
            true,
            HOSTILE,
            65_535,
            Long.MIN_VALUE,
            1,
            -1,
            2);
    Span bare = new Span(labels("", ""), NOON * 1_000_000, 0, false, "", 0, 0, 0, 1, 0);
    store(full, bare);
    assertThat(ask(Map.of(), true, false, 10))
        .containsExactly(new Stored("n1", full), new Stored("n1", bare));
    assertThat(
            engine.texts(
                "SELECT (ts, duration_us, error, peer_port, trace_id, span_id, parent_span_id, node,"
                    + " reported, boot, seq) AS x FROM nodecast.span WHERE error"))
        .containsExactly(
            "('2026-11-21 12:00:00.123456',9223372036854775807,1,65535,"
                + "'80000000000000000000000000000001','ffffffffffffffff','0000000000000002','n1',"
                + "'2026-11-21 12:00:00','b',5)");
    assertThat(engine.texts("SELECT parent_span_id AS x FROM nodecast.span WHERE NOT error"))
        .containsExactly("");
  }

  @Test
  void isFoundByServiceTheSlowestOrTheNewestFirst() {
    store(
        span("cart", NOON, 900, false),
        span("cart", NOON + 1, 100, true),
        span("cart", NOON + 2, 500, false),
        span("shop", NOON + 3, 5_000, false),
        span("cart", NOON + 100, 9_000, false));
    Map<String, String> cart = Map.of("workload", "cart", "role", "server");
    assertThat(ask(cart, true, false, 10))
        .extracting(one -> one.span().durationUs())
        .containsExactly(900L, 500L, 100L);
    assertThat(ask(cart, false, false, 2))
        .extracting(one -> one.span().durationUs())
        .containsExactly(500L, 100L);
    assertThat(ask(cart, true, true, 10))
        .extracting(one -> one.span().durationUs())
        .containsExactly(100L);
    assertThat(ask(Map.of("target", HOSTILE), true, false, 10)).hasSize(4);
    assertThat(ask(Map.of("workload", "' OR 1=1 --"), true, false, 10)).isEmpty();
    assertThatThrownBy(() -> ask(Map.of("1=1 --", ""), true, false, 10))
        .hasMessageContaining("column: 1=1 -- (expected: one of [");
    assertThatThrownBy(() -> ask(cart, true, false, 201))
        .hasMessage("spans: 201 (expected: 1 to 200)");
  }

  @Test
  void isKeptForATimeOfItsOwnByTheDayInWhichItWasTold() {
    store(span("cart", NOON - 86_400, 1, false));
    Periods shorter =
        new Periods(
            Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(400), Duration.ofHours(5));
    new Schema(engine.database, new Ddl(""), shorter).apply();
    assertThat(
            engine.texts(
                "SELECT create_table_query AS x FROM system.tables WHERE database = 'nodecast'"
                    + " AND name IN ('span', 'event') ORDER BY name"))
        .satisfiesExactly(
            event -> assertThat(event).contains("TTL reported + toIntervalHour(720)"),
            span ->
                assertThat(span)
                    .contains("TTL reported + toIntervalHour(5)")
                    .contains("PARTITION BY toDate(reported)")
                    .contains("INDEX trace_id_bloom trace_id TYPE bloom_filter"));
    Retention retention =
        new Retention(
            engine.database,
            new Ddl(""),
            Engine.all(),
            shorter,
            () -> Long.MAX_VALUE,
            0,
            0,
            null,
            () -> (NOON + 6 * 3600) * 1000);
    assertThat(engine.number("SELECT count() AS x FROM nodecast.span")).isEqualTo(1);
    retention.tick();
    assertThat(engine.number("SELECT count() AS x FROM nodecast.span")).isZero();
    new Schema(engine.database, new Ddl(""), Engine.PERIODS).apply();
  }

  @Test
  void aTableThatIsGoneIsMadeAgain() {
    engine.database.execute("DROP TABLE nodecast.span");
    store(span("cart", NOON, 1, false));
    assertThat(engine.number("SELECT count() AS x FROM nodecast.span")).isEqualTo(1);
  }
}
