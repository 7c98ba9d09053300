package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Catalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitterTest {
  /** 2026-11-20 23:59:00 UTC, a minute before a day ends. */
  private static final long EVENING = 1_795_219_140L;

  @TempDir static Path directory;
  private static Engine engine;
  private Committer committer;
  private final List<String> commits = Collections.synchronizedList(new ArrayList<>());

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
  void open() {
    engine.clear();
    committer = newCommitter();
  }

  @AfterEach
  void close() {
    committer.close();
  }

  private Committer newCommitter() {
    Committer opened = engine.committer(engine.server.url().toString(), engine.rollups());
    opened.listener((node, boot, seq) -> commits.add(node + "/" + boot + "/" + seq));
    Engine.until("ready", opened::ready);
    return opened;
  }

  private void committed(String commit) {
    Engine.until("commit of " + commit, () -> commits.contains(commit));
  }

  @Test
  void storesEveryTypeOfColumnAsItWasMeasured() {
    Rows containers =
        new Rows("container", 2)
            .label("namespace", 0, "shop")
            .label("pod", 0, "cart-1")
            .value("cpu_usage_us", 0, 1_234_567)
            .value("cpu_user_us", 0, 0)
            .value("cpu_limit", 0, 1500)
            .value("memory_current", 0, 4096)
            .max("memory_current", 0, 8192)
            .label("pod", 1, "cart-2");
    Rows processes =
        new Rows("process", 1)
            .label("pid", 0, "4194304")
            .label("start_ms", 0, "1795219140123")
            .value("nice", 0, -20)
            .text("command", 0, "sh")
            .text("cgroup", 0, null);
    Rows agent =
        new Rows("agent", 1)
            .histogram("tick_duration_us", 0, new int[] {-1, 80, 503}, new long[] {1, 5, 2});
    assertThat(
            committer.offer(
                Rows.window("n1", "b1", EVENING, 5, containers, processes, agent, Rows.node(7))))
        .isTrue();
    committed("n1/b1/5");
    assertThat(
            engine.texts(
                "SELECT (ts, node, boot, seq, frames, namespace, cpu_usage_us, cpu_usage_ns,"
                    + " cpu_user_us, cpu_system_us, cpu_limit, memory_current,"
                    + " memory_current_max) AS x FROM nodecast.container ORDER BY pod"))
        .containsExactly(
            "('2026-11-20 23:59:00','n1','b1',5,5,'shop',1234567,1234567000,0,NULL,1.5,4096,8192)",
            "('2026-11-20 23:59:00','n1','b1',5,5,'',NULL,NULL,NULL,NULL,NULL,NULL,NULL)");
    assertThat(
            engine.texts(
                "SELECT (pid, start_ms, nice, command, cgroup) AS x FROM nodecast.process"))
        .containsExactly("(4194304,1795219140123,-20,'sh','')");
    assertThat(
            engine.texts(
                "SELECT (tick_duration_us_buckets, tick_duration_us_counts,"
                    + " ack_duration_us_buckets) AS x FROM nodecast.agent"))
        .containsExactly("([-1,80,503],[1,5,2],[])");
  }

  @Test
  void keepsHostileNamesAsTheyAre() {
    List<String> names =
        List.of("", "'; DROP TABLE node --", "a\tb\nc\\d\0e", "<b>\u20ac\ud83d\ude00</b>", "`\"{}");
    Rows containers = new Rows("container", names.size());
    for (int i = 0; i < names.size(); i++) {
      containers.label("pod", i, names.get(i)).value("cpu_usage_us", i, i);
    }
    String node = "n'\\\t\n<script>";
    committer.offer(Rows.window(node, "b", EVENING, 1, containers, Rows.node(1)));
    committed(node + "/b/1");
    for (int i = 0; i < names.size(); i++) {
      List<String> found =
          engine.database.query(
              "SELECT toString(cpu_usage_us) AS x FROM nodecast.container WHERE pod = {p:String}"
                  + " AND node IN {n:Array(String)}",
              Map.of("p", Parameters.text(names.get(i)), "n", Parameters.texts(List.of("z", node))),
              row -> row.getString("x"));
      assertThat(found).as(names.get(i)).containsExactly(String.valueOf(i));
    }
    assertThat(
            Watermarks.stored(
                engine.database,
                Table.of(Catalog.kind("container"), Resolution.RAW),
                Map.of(new Watermarks.Stream(node, "b"), 1L),
                EVENING - EVENING % 86_400))
        .isTrue();
  }

  @Test
  void readsItsWatermarksAgainAfterARestart() {
    Rows disk = new Rows("node_disk", 1).label("device", 0, "sda").value("reads", 0, 3);
    committer.offer(Rows.window("n1", "b1", EVENING, 5, disk, Rows.node(1)));
    committer.offer(Rows.window("n1", "b1", EVENING + 5, 10, Rows.node(1)));
    committer.offer(Rows.window("n2", "b2", EVENING, 7, Rows.node(1)));
    committed("n1/b1/10");
    committed("n2/b2/7");
    committer.close();
    committer = newCommitter();
    long[] marks = committer.watermarks("n1", "b1");
    assertThat(marks[0]).isEqualTo(10);
    assertThat(marks[Catalog.indexOf("node_disk")]).isEqualTo(5);
    assertThat(committer.watermarks("n2", "b2")[0]).isEqualTo(7);
    assertThat(committer.watermarks("n2", "b1")).containsOnly(0);
  }

  @Test
  void doesNotStoreAgainWhatATableHas() {
    Rows disk = new Rows("node_disk", 1).value("reads", 0, 3);
    Window window = Rows.window("n1", "b1", EVENING, 5, disk, Rows.node(1));
    committer.offer(window);
    committed("n1/b1/5");
    commits.clear();
    committer.offer(window);
    committed("n1/b1/5");
    assertThat(engine.number("SELECT count() AS x FROM nodecast.node_disk")).isEqualTo(1);
    assertThat(committer.status().drops()).containsEntry("already_stored", 2L);
  }

  @Test
  void goesOverMidnightWithOnePartitionPerBlock() {
    for (int i = 0; i < 24; i++) {
      Rows disk = new Rows("node_disk", 1).value("reads", 0, 1);
      committer.offer(Rows.window("n1", "b1", EVENING + 5L * i, i + 1, disk, Rows.node(1)));
    }
    committed("n1/b1/24");
    assertThat(
            engine.texts(
                "SELECT toDate(ts)::String || ' ' || sum(reads)::String AS x"
                    + " FROM nodecast.node_disk GROUP BY toDate(ts) ORDER BY x"))
        .containsExactly("2026-11-20 12", "2026-11-21 12");
  }

  @Test
  void letsOneRefusedTableWaitWithoutTheOthers() {
    engine.database.execute("ALTER TABLE nodecast.node_disk ADD CONSTRAINT few CHECK reads < 10");
    Rows bad = new Rows("node_disk", 1).value("reads", 0, 11);
    Rows cpu = new Rows("node_cpu", 1).value("user_ms", 0, 2);
    committer.offer(Rows.window("n1", "b1", EVENING, 5, bad, cpu, Rows.node(1)));
    committer.offer(Rows.window("n2", "b2", EVENING, 6, Rows.node(1)));
    committed("n2/b2/6");
    Engine.until("a word about it", () -> committer.status().stuck().containsKey("node_disk"));
    assertThat(committer.status().stuck().get("node_disk")).contains("few");
    assertThat(engine.number("SELECT count() AS x FROM nodecast.node_cpu")).isEqualTo(1);
    assertThat(engine.number("SELECT count() AS x FROM nodecast.node")).isEqualTo(1);
    assertThat(commits).noneMatch(commit -> commit.startsWith("n1/"));
    engine.database.execute("ALTER TABLE nodecast.node_disk DROP CONSTRAINT few");
    committed("n1/b1/5");
    assertThat(engine.number("SELECT sum(reads) AS x FROM nodecast.node_disk")).isEqualTo(11);
    assertThat(committer.status().stuck()).isEmpty();
    Engine.until("memory is let go", () -> committer.status().pendingBytes() == 0);
  }

  @Test
  void makesATableAnewThatWasDropped() {
    engine.database.execute("DROP TABLE nodecast.node_net SYNC");
    Rows net = new Rows("node_net", 1).value("rx_bytes", 0, 9);
    committer.offer(Rows.window("n1", "b1", EVENING, 5, net, Rows.node(1)));
    committed("n1/b1/5");
    assertThat(engine.number("SELECT sum(rx_bytes) AS x FROM nodecast.node_net")).isEqualTo(9);
  }

  @Test
  void takesNothingBeyondItsBound() {
    committer.pause("test");
    assertThat(committer.offer(Rows.window("n1", "b1", EVENING, 1, Rows.node(1)))).isFalse();
    assertThat(committer.hasRoom()).isFalse();
    committer.resume();
    Window large =
        new Window("n1", "b1", EVENING * 1000, 5000, 5, 1, List.of(Rows.node(1).rows), 64 << 20);
    assertThat(committer.offer(large)).as("alone it must get through").isTrue();
    assertThat(committer.offer(Rows.window("n1", "b1", EVENING, 2, Rows.node(1)))).isFalse();
    committed("n1/b1/1");
    Engine.until("room", committer::hasRoom);
    assertThat(committer.status().refusedOffers()).isEqualTo(2);
  }
}
