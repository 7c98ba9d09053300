package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults between the writer and ClickHouse: what was taken is stored, and once. */
final class ExactlyOnceTest {
  private static final long EVENING = 1_795_219_140L;
  private static final int CUTS = 50;
  private static final int NODES = 3;

  @TempDir static Path directory;

  @Test
  void storesEverythingOnceThroughLostAnswersAndKills() throws Exception {
    try (Engine engine = Engine.start(directory);
        CuttingProxy proxy = new CuttingProxy(engine.server.url().getPort(), 42)) {
      Map<String, Long> acked = new ConcurrentHashMap<>();
      Committer committer = engine.committer(proxy.url(), engine.rollups());
      committer.listener((node, boot, seq) -> acked.put(node, seq));
      Engine.until("ready", committer::ready);
      proxy.cut();
      Random random = new Random(7);
      TreeMap<String, Long> ledger = new TreeMap<>();
      long seq = 0;
      int kills = 0;
      while (proxy.cuts() < CUTS) {
        seq++;
        for (int node = 0; node < NODES; node++) {
          String name = "n" + node;
          long reads = random.nextInt(1000);
          ledger.merge(name, reads, Long::sum);
          Window window = window(name, seq, reads);
          Engine.until("room", () -> committer.offer(window));
        }
        // Few windows at a time, so that there are many inserts to cut.
        long wanted = Math.max(0, seq - 3);
        Engine.until("commits", () -> acked.getOrDefault("n0", 0L) >= wanted);
        if (proxy.cuts() > (kills + 1) * CUTS / 3 && kills < 2) {
          kills++;
          ProcessHandle.of(engine.server.state().pid()).orElseThrow().destroyForcibly();
        }
      }
      proxy.heal();
      long last = seq;
      Engine.until(
          "all commits",
          () -> acked.size() == NODES && acked.values().stream().allMatch(s -> s == last));
      committer.close();
      TreeMap<String, Long> stored = new TreeMap<>();
      engine.database.query(
          "SELECT toString(node) AS n, toInt64(sum(reads)) AS s FROM nodecast.node_disk GROUP BY"
              + " node",
          Map.of(),
          row -> stored.put(row.getString("n"), row.getLong("s")));
      assertThat(stored).isEqualTo(ledger);
      assertThat(engine.number("SELECT count() AS x FROM nodecast.node")).isEqualTo(NODES * last);
      assertThat(engine.number("SELECT sum(context_switches) AS x FROM nodecast.node"))
          .isEqualTo(NODES * last);
      assertThat(engine.number("SELECT count() AS x FROM nodecast.event"))
          .isEqualTo(2 * NODES * (last - last / 3));
      assertThat(engine.number("SELECT uniqExact(message) AS x FROM nodecast.event"))
          .isEqualTo(NODES * (last - last / 3));
      assertThat(engine.number("SELECT count() AS x FROM nodecast.span"))
          .isEqualTo(2 * NODES * (last - last / 3));
      assertThat(engine.number("SELECT uniqExact(node, span_id) AS x FROM nodecast.span"))
          .isEqualTo(NODES * (last - last / 3));
      assertThat(kills).isEqualTo(2);
      StoreStatus status = committer.status();
      assertThat(status.pendingBytes()).isZero();
      assertThat(status.recovered()).as("answers that were lost after the commit").isPositive();
      assertThat(status.drops()).isEmpty();
    }
  }

  private static Window window(String node, long seq, long reads) {
    Rows disk = new Rows("node_disk", 20).value("reads", 0, reads);
    for (int i = 0; i < 20; i++) {
      disk.label("device", i, "sd" + i);
    }
    // Thirty windows before midnight, the others after it.
    Window window =
        Rows.window(node, "boot-of-" + node, EVENING - 90 + 5 * seq, seq, disk, Rows.node(1));
    // Nothing happens in every third window; what happened before midnight is told after it.
    Event event =
        new Event(
            (EVENING - 98 + 5 * seq) * 1000,
            EventType.PROCESS_EXIT,
            List.of(),
            node + " " + seq,
            Map.of());
    Span span =
        new Span(Span.bounded(List.of()), event.timeMs() * 1000, 1, false, "", 0, 0, 1, seq, 0);
    return seq % 3 == 0 ? window : Rows.with(Rows.with(window, event, event), span, span);
  }
}
