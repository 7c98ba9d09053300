package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.DirtySpans.Work;
import dev.nodecast.catalog.Catalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Minutes from raw rows, hours from minutes. A minute is computed when it is over and again when
 * late rows come; the running hour every few minutes. What a crash forgets is found by comparing
 * counts at start and every hour.
 */
public final class Rollups {
  private static final Logger log = LoggerFactory.getLogger(Rollups.class);

  /** Windows of a minute are closed, sent and stored by then. */
  private static final long GRACE_SECONDS = 12;

  private static final long HOUR_EVERY_SECONDS = 300;
  private static final long RECONCILE_EVERY_SECONDS = 3600;

  /** What the hourly reconcile looks back on. */
  private static final long RECENT_SECONDS = 3 * 3600;

  private static final long DAY = 86_400;

  private final Database database;
  private final long rawSeconds;
  private final LongSupplier wallMs;
  private final DirtySpans minutes = new DirtySpans(60, 30);
  private final DirtySpans hours = new DirtySpans(3600, 6);
  private final Map<String, Table> tables = new HashMap<>();
  private long lastHours;
  private long lastReconcile = Long.MIN_VALUE;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong repaired = new AtomicLong();
  private volatile String lastError = "";

  /**
   * @param rawSeconds how long raw rows are kept
   * @param wallMs Unix milliseconds
   */
  Rollups(Database database, List<Table> all, long rawSeconds, LongSupplier wallMs) {
    this.database = database;
    this.rawSeconds = rawSeconds;
    this.wallMs = wallMs;
    for (Table table : all) {
      tables.put(table.name(), table);
    }
  }

  /** Rows of this kind and window are stored. */
  void stored(int kind, Window window) {
    long second = Integer.toUnsignedLong(NativeBlock.seconds(window.startMs()));
    minutes.add(kind, second, window.node());
  }

  /** Does what is due; a statement that fails is due again. */
  void tick() {
    long now = wallMs.getAsLong() / 1000;
    try {
      if (lastReconcile == Long.MIN_VALUE) {
        reconcile(now - rawSeconds - DAY, now);
        lastReconcile = now;
      } else if (now - lastReconcile >= RECONCILE_EVERY_SECONDS || minutes.overflown()) {
        reconcile(now - RECENT_SECONDS, now);
        lastReconcile = now;
      }
      roll(minutes, Resolution.MINUTE, now - GRACE_SECONDS);
      if (now - lastHours >= HOUR_EVERY_SECONDS) {
        rollHours(now);
      }
      lastError = "";
    } catch (DatabaseException e) {
      lastError = String.valueOf(e.getMessage());
      log.warn("rollups: {}", e.getMessage());
    }
  }

  /** Hours, the running one too: it is replaced when more minutes are there. */
  void rollHours(long now) {
    roll(hours, Resolution.HOUR, now + DAY);
    lastHours = now;
  }

  private void roll(DirtySpans spans, Resolution resolution, long endedBefore) {
    List<Work> all = spans.takeEndedBefore(endedBefore);
    for (int i = 0; i < all.size(); i++) {
      try {
        compute(all.get(i), resolution);
      } catch (DatabaseException e) {
        all.subList(i, all.size()).forEach(spans::add);
        throw e;
      }
    }
  }

  private void compute(Work work, Resolution resolution) {
    boolean minute = resolution == Resolution.MINUTE;
    Table coarse = table(work.kind(), resolution);
    Table finer = table(work.kind(), minute ? Resolution.RAW : Resolution.MINUTE);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("from", work.from());
    parameters.put("to", work.to());
    boolean some = !work.nodes().isEmpty();
    if (some) {
      parameters.put("nodes", Parameters.texts(work.nodes()));
    }
    database.query(RollupSql.insert(finer, coarse, some), parameters, row -> null);
    statements.incrementAndGet();
    if (minute) {
      hours.add(
          new Work(work.kind(), Math.floorDiv(work.from(), 3600L) * 3600, work.to(), work.nodes()));
    }
  }

  /** Finds spans that are not rolled completely, day by day, the newest first. */
  void reconcile(long from, long to) {
    for (int kind = 0; kind < Catalog.KINDS.size(); kind++) {
      long oldest = Math.max(oldest(table(kind, Resolution.RAW)), from);
      if (oldest > to) {
        continue;
      }
      long end = Math.floorDiv(to, DAY) * DAY + DAY;
      for (long day = end - DAY; day > oldest - DAY; day -= DAY) {
        long start = Math.max(day, Math.floorDiv(oldest, 3600L) * 3600);
        compare(kind, Resolution.RAW, Resolution.MINUTE, start, day + DAY, minutes);
        compare(kind, Resolution.MINUTE, Resolution.HOUR, start, day + DAY, hours);
      }
    }
  }

  /** Answered from the partitions' bounds; {@code Long.MAX_VALUE} for an empty table. */
  private long oldest(Table raw) {
    return database
        .query(
            "SELECT toInt64(toUnixTimestamp(min(ts))) AS at FROM " + raw.qualified(),
            Map.of(),
            row -> row.getLong("at") == 0 ? Long.MAX_VALUE : row.getLong("at"))
        .get(0);
  }

  private void compare(
      int kind, Resolution finer, Resolution coarse, long from, long to, DirtySpans spans) {
    List<Long> found =
        database.query(
            RollupSql.differing(table(kind, finer), table(kind, coarse)),
            Map.of("from", from, "to", to),
            row -> {
              spans.add(kind, row.getLong("at"), row.getString("name"));
              return row.getLong("at");
            });
    repaired.addAndGet(found.size());
  }

  private Table table(int kind, Resolution resolution) {
    return tables.get(Catalog.KINDS.get(kind).name() + resolution.suffix());
  }

  public Status status() {
    return new Status(minutes.size(), hours.size(), statements.get(), repaired.get(), lastError);
  }

  /**
   * How rolling up goes.
   *
   * @param minutesWaiting minutes of kinds to be computed; those that are not over among them
   * @param hoursWaiting hours of kinds to be computed
   * @param statements done since start
   * @param repaired spans that a reconcile found incomplete
   * @param lastError of the last pass, or empty
   */
  public record Status(
      int minutesWaiting, int hoursWaiting, long statements, long repaired, String lastError) {}
}
