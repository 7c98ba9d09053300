package dev.nodecast.bench;

import dev.nodecast.aggregator.store.History;
import dev.nodecast.aggregator.store.Line;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.Stat;
import dev.nodecast.aggregator.store.Top;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Sql;
import dev.nodecast.bench.sim.ContainerFleet;
import dev.nodecast.bench.sim.FleetNames;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Questions to a day of 5,000 containers: 86.4 million rows. Ten minutes are written by the store;
 * the rest are copies that the server makes. Asked are the store's own history and ClickHouse's
 * HTTP interface; each answer is another pod's.
 */
final class StoreQuery implements Benchmark {
  private static final int NODES = 100;
  private static final int PER_NODE = 50;
  private static final int WRITTEN_SECONDS = 600;

  /** Less only to try the benchmark itself out: the targets are for a day. */
  private static final int HOURS = Integer.getInteger("nodecast.bench.hours", 24);

  private static final int RUNS = 20;
  private static final int WARM_UP = 3;
  private static final long NEED_BYTES = 8L << 30;

  @Override
  public String name() {
    return "store.query";
  }

  private interface Question {
    int ask(int run) throws Exception;
  }

  @Override
  public void run(Report report) throws Exception {
    long now = System.currentTimeMillis() / 5000 * 5;
    try (StoreUnderTest store = new StoreUnderTest("query", NEED_BYTES)) {
      fill(store, now);
      long[] size = store.size("container");
      report.note(
          size[0]
              + " rows of container, "
              + (size[1] >> 20)
              + " MiB in "
              + size[2]
              + " parts, not optimized; load "
              + Machine.load()
              + "; medians of "
              + RUNS);
      History history = store.store().history();
      Sql sql = store.sql();
      measure(report, name() + ".pod", 50, run -> podSeries(history, run, now));
      measure(report, name() + ".pod.http", 50, run -> podRows(sql, run, now));
      measure(report, name() + ".top", 100, run -> top(history, now));
      measure(report, name() + ".top.http", 100, run -> topRows(sql, now));
    }
  }

  private static void fill(StoreUnderTest store, long now)
      throws IOException, InterruptedException {
    int windowMs = StoreUnderTest.WINDOW_SECONDS * 1000;
    ContainerFleet fleet = new ContainerFleet(NODES, PER_NODE, windowMs, 1);
    long first = now - HOURS * 3600L;
    store.fill(fleet, first * 1000, WRITTEN_SECONDS / StoreUnderTest.WINDOW_SECONDS, 20);
    for (int at = WRITTEN_SECONDS; at < 3600; at += WRITTEN_SECONDS) {
      copy(store.sql(), first, WRITTEN_SECONDS, at);
    }
    for (int hour = 1; hour < HOURS; hour++) {
      copy(store.sql(), first, 3600, hour * 3600);
    }
    long rows = store.size("container")[0];
    long expected = (long) NODES * PER_NODE * HOURS * 3600 / StoreUnderTest.WINDOW_SECONDS;
    if (rows != expected) {
      throw new IOException("container: " + rows + " rows (expected: " + expected + ")");
    }
    Await.until(
        "end of merges",
        Duration.ofMinutes(3),
        Duration.ofMillis(500),
        () -> store.sql().number("SELECT count() FROM system.merges") == 0);
  }

  /** Repeats the first seconds so much later. */
  private static void copy(Sql sql, long first, int seconds, int later)
      throws IOException, InterruptedException {
    sql.text(
        "INSERT INTO nodecast.container SELECT * REPLACE (ts + "
            + later
            + " AS ts) FROM (SELECT * FROM nodecast.container WHERE ts < toDateTime("
            + (first + seconds)
            + ")) SETTINGS insert_deduplicate = 0, max_insert_threads = 2");
  }

  private static void measure(Report report, String figure, double targetMs, Question question)
      throws Exception {
    double[] ms = new double[RUNS];
    int rows = 0;
    for (int run = -WARM_UP; run < RUNS; run++) {
      long before = System.nanoTime();
      rows = question.ask(run + WARM_UP);
      if (run >= 0) {
        ms[run] = (System.nanoTime() - before) / 1e6;
      }
      if (rows == 0) {
        throw new IllegalStateException(figure + ": an empty answer");
      }
    }
    Quantiles quantiles = Quantiles.of(ms);
    report.note(
        figure
            + ": "
            + rows
            + " rows or points; slowest "
            + Report.digits(quantiles.at(1))
            + " ms");
    report.figure(figure, quantiles.median(), "ms", Target.atMost(targetMs));
  }

  /** All lines of one pod over two hours, as charts want them. */
  private static int podSeries(History history, int run, long now) {
    Kind kind = ContainerKind.KIND;
    List<Line> lines = new ArrayList<>();
    for (Column column : kind.columns()) {
      if (column.type() != ColumnType.TEXT) {
        lines.add(Line.of(column));
      }
    }
    List<String> names = FleetNames.container(run * 211);
    SeriesQuery query =
        new SeriesQuery(
            kind,
            lines,
            Map.of("namespace", names.get(0), "pod", names.get(2)),
            "",
            now - 7200,
            now,
            SeriesQuery.step(now - 7200, now, 300, StoreUnderTest.WINDOW_SECONDS));
    double[][] values = history.series(query).values().getOrDefault("", new double[0][0]);
    return values.length == 0 ? 0 : values.length * values[0].length;
  }

  private static int podRows(Sql sql, int run, long now) throws Exception {
    List<String> names = FleetNames.container(run * 211);
    return (int)
        sql.text(
                "SELECT * FROM container WHERE namespace = '"
                    + names.get(0)
                    + "' AND pod = '"
                    + names.get(2)
                    + "' AND ts >= toDateTime("
                    + (now - 7200)
                    + ")")
            .lines()
            .count();
  }

  private static int top(History history, long now) {
    return history
        .top(
            new Top(
                ContainerKind.KIND,
                new Line(ContainerKind.CPU_USAGE, Stat.RATE),
                List.of("namespace", "pod"),
                Map.of(),
                now - 300,
                now,
                10))
        .size();
  }

  private static int topRows(Sql sql, long now) throws Exception {
    return (int)
        sql.text(
                "SELECT namespace, pod, sum(cpu_usage_us) AS cpu FROM container WHERE ts >="
                    + " toDateTime("
                    + (now - 300)
                    + ") GROUP BY namespace, pod ORDER BY cpu DESC LIMIT 10")
            .lines()
            .count();
  }
}
