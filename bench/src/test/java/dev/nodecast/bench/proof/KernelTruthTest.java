package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SQL sums and pages show is what the kernel counted: an agent reads copies of this kernel's
 * files, and the test knows the copies.
 */
@ExtendWith(LogsOnFailure.class)
class KernelTruthTest {
  private static final String NODE = "truth";
  private static final int COPIES = 5;
  private static final int BURSTS = 3;
  private static final int TRIALS = 12;
  private static final int NEEDED = 3;
  private static final Duration SHOWN = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofMillis(30);

  @TempDir static Path directory;
  private static LocalCluster cluster;
  private static KernelCopy kernel;
  private static Work work;

  @BeforeAll
  static void start() throws IOException {
    kernel = new KernelCopy(directory.resolve("proc"));
    work = new Work(directory.resolve("written"));
    cluster = new LocalCluster(directory.resolve("cluster")).ready();
    cluster.startAgent(NODE, "NODECAST_DEV=false", "NODECAST_PROC=" + kernel.root());
    cluster.awaitLive(NODE);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    cluster.close();
  }

  @Test
  void sumsInSqlAreTheKernels() throws Exception {
    KernelState before = kernel.next();
    long from = awaitStill();
    KernelState after = before;
    for (int i = 0; i < COPIES; i++) {
      assertThat(work.some()).isNotZero();
      after = kernel.next();
    }
    long to = awaitStill();

    Map<String, Long> node = increases(before.node(), after.node());
    assertThat(node.get("cpu_user_ms")).as("a kernel that worked").isPositive();
    assertThat(sums("node", node.keySet(), from, to, "")).as("node").isEqualTo(node);
    compare("node_cpu", "cpu", before.cpus(), after.cpus(), from, to);
    compare("node_disk", "device", before.disks(), after.disks(), from, to);
    compare("node_net", "interface", before.interfaces(), after.interfaces(), from, to);
  }

  /** A full agent over the machine's own cgroups; sums since the container's beginning. */
  @Test
  void sumsOfAContainerAreItsCgroups() throws Exception {
    cluster.startAgent("whole", "NODECAST_DEV=false", "NODECAST_PROCESS_LIMIT=0");
    cluster.awaitLive("whole");
    try (BusyContainer container = new BusyContainer(directory)) {
      for (int burst = 0; burst < BURSTS; burst++) {
        container.work();
        Map<String, Long> counted = new LinkedHashMap<>();
        // It sleeps, so both sides come to rest; the kernel itself gathers some counts late.
        Eventually.within(
            LocalCluster.SOON,
            () -> "SQL has " + counted + "; the cgroup says " + container.counted(),
            () -> {
              counted.clear();
              for (String column : container.counted().keySet()) {
                counted.put(column, sumOf(column, container.id()));
              }
              return counted.equals(container.counted());
            });
        assertThat(counted.get("container.cpu_usage_us")).isPositive();
      }
    }
  }

  private static long sumOf(String column, String id) throws Exception {
    int dot = column.indexOf('.');
    String sum = "SELECT sum(ifNull(" + column.substring(dot + 1) + ", 0)) FROM ";
    String of = column.substring(0, dot) + " WHERE node = 'whole' AND container_id = '" + id + "'";
    return Long.parseLong(cluster.sql(sum + of).get(0)[0]);
  }

  /** What pages and the API show, by the formulas of docs/api.md. */
  @Test
  void pagesShowTheKernelsNumbers() throws Exception {
    int shown = 0;
    KernelState before = kernel.next();
    for (int trial = 0; trial < TRIALS && shown < NEEDED; trial++) {
      assertThat(work.some()).isNotZero();
      KernelState after = kernel.next();
      Shown expected = Shown.of(before, after);
      // An agent that was kept from a tick shows the mean of two seconds; then the next copy
      // counts.
      shown += seen(expected) ? 1 : 0;
      before = after;
    }
    assertThat(shown)
        .as("copies whose numbers API and page showed, of " + TRIALS)
        .isEqualTo(NEEDED);
  }

  /** Whether the API and then the page showed just these numbers, for the second that they last. */
  private static boolean seen(Shown expected) throws Exception {
    long deadline = System.nanoTime() + SHOWN.toNanos();
    long intervalMs = 0;
    while (System.nanoTime() < deadline) {
      intervalMs = intervalMs == 0 ? expected.intervalInJson(node()) : intervalMs;
      if (intervalMs > 0 && expected.onPage(Web.text(cluster.url("/nodes")), NODE, intervalMs)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return false;
  }

  private static JsonNode node() throws Exception {
    for (JsonNode node : cluster.json("/api/v1/nodes").get("nodes")) {
      if (node.get("name").asText().equals(NODE)) {
        return node;
      }
    }
    throw new AssertionError("/api/v1/nodes: no " + NODE);
  }

  /**
   * Waits until a window has come in which nothing changed: the kernel stands still, so all that
   * came before is counted.
   *
   * @return its beginning, Unix seconds
   */
  private long awaitStill() {
    long now = System.currentTimeMillis() / 1000 + 1;
    String still =
        "SELECT toUnixTimestamp(min(ts)) FROM node WHERE node = '"
            + NODE
            + "' AND ts >= toDateTime("
            + now
            + ") AND cpu_idle_ms = 0 AND context_switches = 0 AND page_faults = 0"
            + " AND tcp_in_segments = 0";
    return Eventually.within(
        LocalCluster.SOON,
        "a window without any increase",
        () -> {
          long at = Long.parseLong(cluster.sql(still).get(0)[0]);
          return at == 0 ? null : at;
        });
  }

  private void compare(
      String table,
      String label,
      Map<String, Map<String, Long>> before,
      Map<String, Map<String, Long>> after,
      long from,
      long to)
      throws Exception {
    assertThat(after).as(table).isNotEmpty();
    for (Map.Entry<String, Map<String, Long>> one : after.entrySet()) {
      Map<String, Long> expected = increases(before.get(one.getKey()), one.getValue());
      String more = " AND " + label + " = '" + one.getKey() + "'";
      assertThat(sums(table, expected.keySet(), from, to, more))
          .as(table + " " + one.getKey())
          .isEqualTo(expected);
    }
  }

  private static Map<String, Long> increases(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> all = new LinkedHashMap<>();
    after.forEach((column, value) -> all.put(column, value - before.get(column)));
    return all;
  }

  private Map<String, Long> sums(String table, Set<String> columns, long from, long to, String more)
      throws Exception {
    String sums =
        columns.stream().map(column -> "sum(" + column + ")").collect(Collectors.joining(", "));
    String[] row =
        cluster
            .sql(
                "SELECT "
                    + sums
                    + " FROM "
                    + table
                    + " WHERE node = '"
                    + NODE
                    + "' AND ts BETWEEN toDateTime("
                    + from
                    + ") AND toDateTime("
                    + to
                    + ")"
                    + more)
            .get(0);
    Map<String, Long> all = new LinkedHashMap<>();
    int i = 0;
    for (String column : columns) {
      all.put(column, row[i].equals("\\N") ? null : Long.valueOf(row[i]));
      i++;
    }
    return all;
  }
}
