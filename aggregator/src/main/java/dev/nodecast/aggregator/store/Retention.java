package dev.nodecast.aggregator.store;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tables within their time and the disk from filling up. Partitions whose rows are all
 * expired are dropped. While less than {@code minFree} is free, the oldest day of raw rows goes,
 * all kinds together, one day per pass; never the running day's or a later one. Rollups are never
 * dropped for space. Below {@code floor} nothing is written until there is space again: windows
 * stay with the agents.
 */
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final DateTimeFormatter DAY_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private record Partition(Table table, String id, long newest, long rows, long bytes) {}

  /**
   * What is kept and what went.
   *
   * @param free bytes, -1 while unknown
   * @param minFree below it the oldest raw day goes
   * @param floor below it nothing is written
   * @param bytes on disk, all tables
   * @param rows in all tables
   * @param expiredPartitions dropped because their time was over
   * @param guardPartitions dropped to make space
   * @param guardRows in them
   * @param lastError of the last pass, or empty
   */
  public record Status(
      long free,
      long minFree,
      long floor,
      long bytes,
      long rows,
      long expiredPartitions,
      long guardPartitions,
      long guardRows,
      String lastError) {}

  private final Database database;
  private final Ddl ddl;
  private final Periods periods;
  private final SpaceProbe space;
  private final long minFree;
  private final long floor;
  private final Committer committer;
  private final LongSupplier wallMs;
  private final Map<String, Table> tables = new HashMap<>();
  private boolean full;
  private volatile Status status;

  Retention(
      Database database,
      Ddl ddl,
      List<Table> tables,
      Periods periods,
      SpaceProbe space,
      long minFree,
      long floor,
      Committer committer,
      LongSupplier wallMs) {
    this.database = database;
    this.ddl = ddl;
    this.periods = periods;
    this.space = space;
    this.minFree = minFree;
    this.floor = floor;
    this.committer = committer;
    this.wallMs = wallMs;
    for (Table table : tables) {
      this.tables.put(table.name() + (ddl.clustered() ? Ddl.LOCAL : ""), table);
    }
    status = new Status(-1, minFree, floor, 0, 0, 0, 0, 0, "");
  }

  public Status status() {
    return status;
  }

  /** One pass. */
  void tick() {
    Status was = status;
    long free = was.free();
    long expired = was.expiredPartitions();
    long guarded = was.guardPartitions();
    long guardedRows = was.guardRows();
    long bytes = was.bytes();
    long rows = was.rows();
    String error = "";
    try {
      free = space.free();
      judge(free);
      List<Partition> partitions = partitions();
      bytes = partitions.stream().mapToLong(Partition::bytes).sum();
      rows = partitions.stream().mapToLong(Partition::rows).sum();
      for (Partition partition : partitions) {
        if (expired(partition)) {
          drop(partition);
          expired++;
        }
      }
      if (free < minFree) {
        for (Partition partition : oldestRawDay(partitions)) {
          drop(partition);
          guarded++;
          guardedRows += partition.rows();
        }
      }
    } catch (DatabaseException | UncheckedIOException e) {
      error = String.valueOf(e.getMessage());
      log.warn("retention: {}", error);
    }
    status = new Status(free, minFree, floor, bytes, rows, expired, guarded, guardedRows, error);
  }

  /** Resumes only a tenth above the floor, so that writing does not flap. */
  private void judge(long free) {
    if (free < floor) {
      if (!full) {
        log.error("{} bytes free (expected: >= {}); writing stops", free, floor);
      }
      full = true;
      committer.pause("disk: " + free + " bytes free (expected: >= " + floor + ")");
    } else if (full && free >= floor + floor / 10) {
      full = false;
      committer.resume();
      log.info("{} bytes free; writing goes on", free);
    }
  }

  private boolean expired(Partition partition) {
    long seconds = periods.hours(partition.table()) * 3600;
    return partition.newest() + seconds < wallMs.getAsLong() / 1000;
  }

  private List<Partition> oldestRawDay(List<Partition> partitions) {
    String today = DAY_ID.format(Instant.ofEpochMilli(wallMs.getAsLong()));
    TreeSet<String> days = new TreeSet<>();
    for (Partition partition : partitions) {
      if (raw(partition) && partition.id().compareTo(today) < 0 && !expired(partition)) {
        days.add(partition.id());
      }
    }
    if (days.isEmpty()) {
      return List.of();
    }
    String oldest = days.first();
    log.warn("less than {} bytes free: dropping raw rows of {}", minFree, oldest);
    return partitions.stream().filter(p -> raw(p) && p.id().equals(oldest)).toList();
  }

  private static boolean raw(Partition partition) {
    return partition.table().resolution() == Resolution.RAW;
  }

  private void drop(Partition partition) {
    database.execute(ddl.dropPartition(partition.table(), partition.id()));
  }

  private List<Partition> partitions() {
    return database
        .query(
            "SELECT table, partition_id AS id, toInt64(toUnixTimestamp(max(max_time))) AS newest,"
                + " toInt64(sum(rows)) AS n, toInt64(sum(bytes_on_disk)) AS size FROM "
                + ddl.everywhere("system.parts")
                + " WHERE active AND database = {database:String} GROUP BY table, partition_id",
            Map.of("database", Table.DATABASE),
            row -> {
              Table table = tables.get(row.getString("table"));
              return table == null
                  ? null
                  : new Partition(
                      table,
                      row.getString("id"),
                      row.getLong("newest"),
                      row.getLong("n"),
                      row.getLong("size"));
            })
        .stream()
        .filter(partition -> partition != null)
        .toList();
  }
}
