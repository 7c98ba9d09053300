package dev.nodecast.bench;

import dev.nodecast.bench.run.Sql;
import dev.nodecast.bench.sim.ContainerFleet;
import java.io.IOException;

/**
 * Bytes on disk for each stored value of {@code container}. A value is one measured column of one
 * row: labels, time and origin of a row are not counted as values, but their bytes are.
 */
final class StoreDisk implements Benchmark {
  private static final int NODES = 100;
  private static final int PER_NODE = 50;
  private static final int WINDOWS = 720;

  /** Rows of one entity in a block of 50,000: what platform tests call unmerged. */
  private static final int WINDOWS_OF_BLOCK = 10;

  private static final int BLOCKS = 20;

  @Override
  public String name() {
    return "store.disk";
  }

  @Override
  public void run(Report report) throws Exception {
    report.note(
        NODES * PER_NODE
            + " containers (60 % idle, 30 % moderate, 10 % busy), an hour of windows of 5 s, "
            + ContainerFleet.valuesPerRow()
            + " values a row");
    int windowMs = StoreUnderTest.WINDOW_SECONDS * 1000;
    // Within one day, so that there is one partition.
    long startMs = System.currentTimeMillis() / 86_400_000 * 86_400_000 - 86_400_000 / 2;
    try (StoreUnderTest store = new StoreUnderTest("disk", 2L << 30)) {
      ContainerFleet fleet = new ContainerFleet(NODES, PER_NODE, windowMs, 1);
      // As many windows together as the writer takes at once: with fewer each commit waits a
      // second.
      store.fill(fleet, startMs, WINDOWS, WINDOWS_OF_BLOCK);
      double running = bytesPerValue(report, store, "container", "as background merges left it");
      double unmerged = blocks(report, store, "unmerged", startMs / 1000, WINDOWS_OF_BLOCK);
      double fresh = blocks(report, store, "fresh", startMs / 1000, 1);
      store.sql().text("OPTIMIZE TABLE nodecast.container FINAL");
      double merged = bytesPerValue(report, store, "container", "merged");
      report.figure(name() + ".merged", merged, "B/value", Target.atMost(0.6));
      report.figure(name() + ".unmerged", unmerged, "B/value", Target.atMost(0.85));
      report.note("beside it: what is there while it is filled, without any OPTIMIZE");
      report.figure(name() + ".running", running, "B/value");
      report.note("beside it: blocks of one window, for the seconds until their first merge");
      report.figure(name() + ".fresh", fresh, "B/value");
      report.note("most bytes a row: " + largest(store.sql()));
      report.note(
          "peers (docs/benchmarks.md): Netdata 0.6, VictoriaMetrics 0.4 to 0.6, Prometheus 1 to 2");
    }
  }

  /** Inserts again, in blocks of so many windows, into a table of the same shape without merges. */
  private static double blocks(
      Report report, StoreUnderTest store, String table, long fromSeconds, int windows)
      throws IOException, InterruptedException {
    Sql sql = store.sql();
    sql.text("CREATE TABLE nodecast." + table + " AS nodecast.container");
    sql.text("SYSTEM STOP MERGES nodecast." + table);
    long length = (long) windows * StoreUnderTest.WINDOW_SECONDS;
    for (int block = 0; block < BLOCKS; block++) {
      long from = fromSeconds + block * length;
      sql.text(
          "INSERT INTO nodecast."
              + table
              + " SELECT * FROM nodecast.container WHERE ts >= toDateTime("
              + from
              + ") AND ts < toDateTime("
              + (from + length)
              + ") SETTINGS max_threads = 1, min_insert_block_size_rows = 1000000,"
              + " min_insert_block_size_bytes = 0");
    }
    return bytesPerValue(report, store, table, windows + " windows a block, no merges");
  }

  private static double bytesPerValue(
      Report report, StoreUnderTest store, String table, String what)
      throws IOException, InterruptedException {
    long[] size = store.size(table);
    report.note(
        what
            + ": "
            + size[0]
            + " rows in "
            + size[2]
            + " parts, "
            + Report.digits((double) size[1] / size[0])
            + " bytes a row");
    return (double) size[1] / size[0] / ContainerFleet.valuesPerRow();
  }

  private static String largest(Sql sql) throws IOException, InterruptedException {
    return sql.text(
            "SELECT column, round(sum(column_data_compressed_bytes) / sum(rows), 2) AS b FROM"
                + " system.parts_columns WHERE active AND database = 'nodecast' AND table ="
                + " 'container' GROUP BY column ORDER BY b DESC LIMIT 8")
        .strip()
        .replace('\t', ' ')
        .replace("\n", ", ");
  }
}
