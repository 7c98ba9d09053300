package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.store.EventHistory.Page;
import dev.nodecast.aggregator.store.EventHistory.Stored;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in the real engine: as they happened, found again, kept for their time. */
final class EventStoreTest {
  private static final long NOON = 1_795_262_400L;
  private static final String HOSTILE = "<b>'; DROP TABLE event --\\\t\n{x:String}\0\uD83D\uDE00";
  private static final List<String> CART = List.of("shop", "cart", "cart-0", "app", "u-1", "c-1");

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

  private static Event event(long second, EventType type, List<String> labels, String message) {
    return new Event(second * 1000 + 123, type, labels, message, Map.of());
  }

  private static void store(Event... events) {
    AtomicLong acked = new AtomicLong();
    Committer committer = engine.committer(engine.server.url().toString(), engine.rollups());
    committer.listener((node, boot, seq) -> acked.set(seq));
    Engine.until("ready", committer::ready);
    long seq = committer.watermarks("n1", "b")[0] + 5;
    committer.offer(Rows.with(Rows.window("n1", "b", NOON, seq, Rows.node(1)), events));
    Engine.until("commit", () -> acked.get() == seq);
    committer.close();
  }

  private static EventQuery query() {
    return EventQuery.between((NOON - 100) * 1000, (NOON + 100) * 1000);
  }

  private static Page ask(EventQuery query) {
    return new EventHistory(engine.database).page(query, EventSources.KERNEL);
  }

  private static List<String> messages(EventQuery query) {
    return ask(query).events().stream().map(Stored::message).toList();
  }

  @Test
  void comesBackAsItHappened() {
    Map<String, String> attributes = new TreeMap<>(Map.of("pid", "7", HOSTILE, HOSTILE, "", ""));
    Event full =
        new Event(
            NOON * 1000 + 123,
            EventType.OOM_KILL,
            List.of("shop", HOSTILE, "cart-0", "app", "u-1", "c-1"),
            HOSTILE,
            attributes);
    Event bare =
        new Event(
            NOON * 1000 + 124,
            EventType.of("of_a_newer_agent", EventSeverity.WARNING),
            List.of(),
            "",
            Map.of());
    store(full, bare);
    assertThat(ask(query()))
        .isEqualTo(
            new Page(
                List.of(Stored.of("n1", "kernel", bare), Stored.of("n1", "kernel", full)), 2, 2));
    assertThat(
            engine.texts(
                "SELECT (ts, node, source, type, severity, namespace, pod, reported, boot, seq,"
                    + " attributes['pid']) AS x FROM nodecast.event WHERE pod != ''"))
        .containsExactly(
            "('2026-11-21 12:00:00.123','n1','kernel','oom_kill','critical','shop','cart-0',"
                + "'2026-11-21 12:00:00','b',5,'7')");
  }

  @Test
  void windowsWithoutAttributesAndWithManyLieInOneBlock() {
    Event without = event(NOON, EventType.PROCESS_EXIT, List.of(), "without");
    Event with =
        new Event(NOON * 1000, EventType.PROCESS_EXIT, List.of(), "with", Map.of("a", "1"));
    store(without);
    store(without, with, without, with);
    assertThat(engine.number("SELECT count() AS x FROM nodecast.event")).isEqualTo(5);
    assertThat(engine.number("SELECT sum(length(attributes)) AS x FROM nodecast.event"))
        .isEqualTo(2);
  }

  @Test
  void isFoundByWhatItIsAndWhereItHappened() {
    store(
        event(NOON, EventType.OOM_KILL, CART, "Killed 50%_of it"),
        event(NOON + 1, EventType.PROCESS_EXIT, CART, "ended"),
        event(NOON + 2, EventType.PROCESS_EXIT, List.of(), "of the node"),
        event(NOON + 500, EventType.PROCESS_EXIT, CART, "later"));
    assertThat(messages(query())).containsExactly("of the node", "ended", "Killed 50%_of it");
    assertThat(messages(query().type("oom_kill"))).containsExactly("Killed 50%_of it");
    assertThat(messages(query().namespace("shop"))).hasSize(2);
    assertThat(messages(query().node("n1"))).hasSize(3);
    assertThat(messages(query().node("n2"))).isEmpty();
    assertThat(messages(query().labels(Map.of("pod_uid", "u-1", "node", "n1")).text("END")))
        .containsExactly("ended");
    assertThat(messages(query().text("%_OF"))).containsExactly("Killed 50%_of it");
    assertThat(messages(query().text("cart-0"))).hasSize(2);
    assertThat(messages(query().severity(EventSeverity.WARNING))).hasSize(1);
    assertThat(messages(query().text(HOSTILE))).isEmpty();
    assertThat(messages(query().type("'; DROP TABLE event --"))).isEmpty();
    Page second = ask(query().type("process_exit").page(1, 1));
    assertThat(second.events()).hasSize(1);
    assertThat(second.events().get(0).message()).isEqualTo("ended");
    assertThat(second.matching()).isEqualTo(2);
    assertThat(second.total()).isEqualTo(3);
  }

  @Test
  void isKeptAsLongAsRawRowsByTheDayInWhichItWasTold() {
    store(event(NOON - 86_400, EventType.OOM_KILL, List.of(), "told a day late"));
    assertThat(
            engine.texts(
                "SELECT (partition_key, sorting_key) AS x FROM system.tables WHERE database ="
                    + " 'nodecast' AND name = 'event'"))
        .containsExactly("('toDate(reported)','ts, node')");
    Periods shorter = new Periods(Duration.ofHours(5), Duration.ofDays(1), Duration.ofDays(2));
    new Schema(engine.database, new Ddl(""), shorter).apply();
    assertThat(
            engine.texts(
                "SELECT create_table_query AS x FROM system.tables WHERE database = 'nodecast'"
                    + " AND name = 'event'"))
        .allMatch(sql -> sql.contains("TTL reported + toIntervalHour(5)"));
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
    assertThat(engine.number("SELECT count() AS x FROM nodecast.event")).isEqualTo(1);
    retention.tick();
    assertThat(engine.number("SELECT count() AS x FROM nodecast.event")).isZero();
    new Schema(engine.database, new Ddl(""), Engine.PERIODS).apply();
  }

  @Test
  void aTableThatIsGoneIsMadeAgain() {
    engine.database.execute("DROP TABLE nodecast.event");
    store(event(NOON, EventType.OOM_KILL, List.of(), "x"));
    assertThat(engine.number("SELECT count() AS x FROM nodecast.event")).isEqualTo(1);
  }
}
