package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
  /** 2026-11-20 12:00:00 UTC. */
  private static final long NOON = 1_795_176_000L;

  private static final long DAY = 86_400;

  @TempDir static Path directory;
  private static Engine engine;
  private final AtomicLong free = new AtomicLong(10_000);
  private Committer committer;
  private long lastSeq;

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

  /** One row of two tables on each of three days. */
  @BeforeEach
  void store() {
    engine.clear();
    committer = engine.committer(engine.server.url().toString(), engine.rollups());
    AtomicLong acked = new AtomicLong();
    committer.listener((node, boot, seq) -> acked.set(seq));
    Engine.until("ready", committer::ready);
    for (long at = NOON - 2 * DAY; at <= NOON; at += DAY) {
      lastSeq = at;
      Rows disk = new Rows("node_disk", 1).value("reads", 0, 1);
      committer.offer(Rows.window("n", "b", at, at, disk, Rows.node(1)));
    }
    Engine.until("commit", () -> acked.get() == lastSeq);
  }

  private Retention retention(Duration raw) {
    return new Retention(
        engine.database,
        new Ddl(""),
        Engine.all(),
        new Periods(raw, Duration.ofDays(90), Duration.ofDays(400)),
        free::get,
        5000,
        1000,
        committer,
        () -> NOON * 1000);
  }

  private static long days() {
    return engine.number("SELECT uniqExact(toDate(ts)) AS x FROM nodecast.node_disk");
  }

  @Test
  void dropsTheOldestDayButNeverToday() {
    Retention retention = retention(Duration.ofDays(30));
    retention.tick();
    assertThat(days()).isEqualTo(3);
    free.set(4999);
    retention.tick();
    assertThat(days()).isEqualTo(2);
    assertThat(retention.status().guardPartitions()).as("both tables'").isEqualTo(2);
    retention.tick();
    retention.tick();
    assertThat(engine.texts("SELECT ts AS x FROM nodecast.node_disk"))
        .containsExactly("2026-11-20 12:00:00");
    assertThat(retention.status().guardRows()).isEqualTo(4);
    assertThat(committer.hasRoom()).isTrue();
    committer.close();
  }

  @Test
  void stopsWritingBelowTheFloorAndGoesOnAbove() {
    Retention retention = retention(Duration.ofDays(30));
    free.set(999);
    retention.tick();
    Rows node = Rows.node(1);
    assertThat(committer.offer(Rows.window("n", "b", NOON, lastSeq + 1, node))).isFalse();
    assertThat(committer.status().paused()).isEqualTo("disk: 999 bytes free (expected: >= 1000)");
    free.set(1050);
    retention.tick();
    assertThat(committer.hasRoom()).as("not just above it").isFalse();
    free.set(1100);
    retention.tick();
    assertThat(committer.offer(Rows.window("n", "b", NOON, lastSeq + 1, node))).isTrue();
    committer.close();
    assertThat(engine.number("SELECT count() AS x FROM nodecast.node WHERE ts >= '2026-11-20'"))
        .isEqualTo(2);
  }

  @Test
  void dropsPartitionsWhoseTimeIsOver() {
    Retention retention = retention(Duration.ofHours(25));
    retention.tick();
    assertThat(days()).isEqualTo(2);
    assertThat(retention.status().expiredPartitions()).isEqualTo(2);
    committer.close();
  }
}
