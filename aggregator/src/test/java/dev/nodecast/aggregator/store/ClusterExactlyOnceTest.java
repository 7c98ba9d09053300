package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults between the writer and ClickHouse: each object and each point is stored, and once. */
final class ClusterExactlyOnceTest {
  private static final int CUTS = 30;

  @TempDir static Path directory;

  @Test
  void storesEverythingOnceThroughLostAnswersAndKills() throws Exception {
    try (Engine engine = Engine.start(directory);
        CuttingProxy proxy = new CuttingProxy(engine.server.url().getPort(), 42)) {
      Schema schema = new Schema(engine.database, new Ddl(""), Engine.PERIODS);
      schema.apply();
      ClusterStore store = new ClusterStore();
      int sent = 0;
      ClusterStore.Status status;
      try (Database own = new Database(Endpoint.parse(proxy.url()), "", "");
          ClusterWriter writer = new ClusterWriter(own, schema, store, () -> true)) {
        proxy.cut();
        writer.start();
        boolean killed = false;
        while (proxy.cuts() < CUTS) {
          // Over midnight, so that some blocks are of two days.
          long ms = ClusterRows.NOON + 43_195_000L + sent * 500L;
          String name = "e" + sent;
          store.objects(
              List.of(
                  new dev.nodecast.aggregator.kube.metric.ObjectState(
                      ms, "ADDED", "", "v1", "events", "shop", name, name, "1", big(sent))));
          store.points(
              "k8s_cluster", ms, List.of(ClusterRows.point(name, ClusterRows.pod("p"), 1)));
          sent++;
          int cuts = proxy.cuts();
          Engine.until("a cut or a commit", () -> proxy.cuts() > cuts || empty(store));
          if (!killed && proxy.cuts() > CUTS / 2) {
            killed = true;
            ProcessHandle.of(engine.server.state().pid()).orElseThrow().destroyForcibly();
          }
        }
        proxy.heal();
        Engine.until("all stored", () -> empty(store));
        assertThat(killed).isTrue();
        status = store.status();
      }
      for (String table : List.of("k8s_object", "k8s_metric")) {
        String name = table.equals("k8s_object") ? "name" : "metric";
        assertThat(engine.number("SELECT count() AS x FROM nodecast." + table)).isEqualTo(sent);
        assertThat(engine.number("SELECT uniqExact(" + name + ") AS x FROM nodecast." + table))
            .isEqualTo(sent);
      }
      assertThat(status.recovered()).as("answers lost after the commit").isPositive();
      assertThat(status.dropped()).isEmpty();
      assertThat(status.rows())
          .isEqualTo(Map.of("k8s_object", (long) sent, "k8s_metric", (long) sent));
    }
  }

  private static boolean empty(ClusterStore store) {
    return store.status().pendingRows() == 0;
  }

  /** Of several sizes, so that some requests are cut in the middle. */
  private static String big(int i) {
    return "{\"note\":\"" + "x".repeat(i % 5 * 6_000) + "\"}";
  }
}
