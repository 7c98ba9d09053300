package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Sql;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What table {@code service} has of one peer's requests, as sums since a moment.
 *
 * @param served requests at the server's end
 * @param made requests at the clients' end
 * @param failed errors at the clients' end
 * @param buckets how many requests took so long at the peer's end, by the bucket's number
 */
public record Stored(long served, long made, long failed, Map<Integer, Long> buckets) {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Two windows of storage, and the time to write them. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static Stored read(Sql sql, Peer peer) throws IOException, InterruptedException {
    String from =
        " FROM service WHERE protocol = '" + peer.protocol() + "' AND (" + peer.where() + ")";
    Map<Integer, Long> buckets = new TreeMap<>();
    String histogram =
        sql.text(
            "SELECT b, toInt64(sum(c))"
                + " FROM (SELECT duration_us_buckets, duration_us_counts"
                + from
                + " AND role = '"
                + peer.end()
                + "')"
                + " ARRAY JOIN duration_us_buckets AS b, duration_us_counts AS c GROUP BY b");
    for (String line : histogram.lines().toList()) {
      String[] fields = line.split("\t", -1);
      buckets.put(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
    }
    return new Stored(
        (long)
            sql.number("SELECT ifNull(toInt64(sum(requests)), 0)" + from + " AND role = 'server'"),
        (long)
            sql.number("SELECT ifNull(toInt64(sum(requests)), 0)" + from + " AND role = 'client'"),
        (long) sql.number("SELECT ifNull(toInt64(sum(errors)), 0)" + from + " AND role = 'client'"),
        buckets);
  }

  /** What is there when no more comes: the same twice, so long apart. */
  public static Stored settled(Sql sql, Peer peer) throws IOException, InterruptedException {
    Stored[] last = {null};
    Await.until(
        peer.protocol() + " at rest",
        LONGEST,
        SETTLED,
        () -> {
          Stored before = last[0];
          last[0] = read(sql, peer);
          return last[0].equals(before);
        });
    return last[0];
  }

  /** What came since. */
  public Stored less(Stored before) {
    Map<Integer, Long> more = new TreeMap<>(buckets);
    before.buckets.forEach((bucket, count) -> more.merge(bucket, -count, Long::sum));
    return new Stored(served - before.served, made - before.made, failed - before.failed, more);
  }

  /** The value that this share of the requests did not pass, microseconds. */
  public double micros(double share) {
    long all = buckets.values().stream().mapToLong(Long::longValue).sum();
    double below = 0;
    for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
      below += bucket.getValue();
      if (below >= share * all && bucket.getValue() > 0) {
        // as docs/sql.md has it: the middle of a bucket that is an eighth of an octave wide
        return Math.pow(2, (bucket.getKey() + 0.5) / 8);
      }
    }
    return Double.NaN;
  }
}
