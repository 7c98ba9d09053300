package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.NodeKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  private static final long EVENING = 1_795_219_140L;

  @TempDir static Path directory;

  @Test
  void opensWithoutClickHouseAndGetsReadyWhenItIsThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    AtomicLong acked = new AtomicLong();
    try (Store store = Store.open(Engine.options("http://127.0.0.1:" + port))) {
      store.onCommit((node, boot, seq) -> acked.set(seq));
      WindowStore windows = store.windows();
      Engine.until("a word about it", () -> !store.status().lastError().isEmpty());
      assertThat(windows.ready()).isFalse();
      assertThat(windows.hasRoom()).isFalse();
      assertThat(windows.offer(Rows.window("n", "b", EVENING, 1, Rows.node(3)))).isFalse();
      assertThatThrownBy(() -> windows.watermarks("n", "b"))
          .isInstanceOf(IllegalStateException.class);
      try (Engine engine = Engine.start(directory, port)) {
        Engine.until("ready", windows::ready);
        assertThat(store.status().reachable()).isTrue();
        assertThat(windows.offer(Rows.window("n", "b", EVENING, 1, Rows.node(30)))).isTrue();
        Engine.until("commit", () -> acked.get() == 1);
        Series series =
            store
                .history()
                .series(
                    new SeriesQuery(
                        NodeKind.KIND,
                        List.of(Line.of(NodeKind.CONTEXT_SWITCHES)),
                        Map.of("node", "n"),
                        "",
                        EVENING,
                        EVENING + 10,
                        5));
        assertThat(series.values().get("")[0]).containsExactly(6, Double.NaN);
        assertThat(windows.offer(Rows.window("n", "b", EVENING + 5, 2, Rows.node(5)))).isTrue();
        store.close();
        assertThat(engine.number("SELECT sum(context_switches) AS x FROM nodecast.node"))
            .as("what waited is stored by close")
            .isEqualTo(35);
        assertThat(windows.offer(Rows.window("n", "b", EVENING, 3, Rows.node(1)))).isFalse();
      }
    }
  }
}
