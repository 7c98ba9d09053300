package dev.nodecast.aggregator.store;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whose stored events are asked for.
 *
 * @param kernel those that agents tell
 * @param cluster those of Kubernetes
 * @param known uids of Kubernetes' events that are left out: who asks has them
 */
public record EventSources(boolean kernel, boolean cluster, List<String> known) {
  public static final EventSources KERNEL = new EventSources(true, false, List.of());

  /** What is known is written into the statement: it may be longer than an address can be. */
  private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  public EventSources {
    if (!kernel && !cluster) {
      throw new IllegalArgumentException("sources: none (expected: kernel, cluster or both)");
    }
    known = known.stream().filter(uid -> UID.matcher(uid).matches()).toList();
  }

  public static EventSources cluster(Collection<String> known) {
    return new EventSources(false, true, List.copyOf(known));
  }

  public static EventSources all(Collection<String> known) {
    return new EventSources(true, true, List.copyOf(known));
  }

  /** Both as one table with the columns of {@code nodecast.event}, {@code at} and {@code kind}. */
  String table() {
    return kernel && cluster
        ? "(" + kernelRows() + " UNION ALL " + ClusterEventRows.select(known) + ")"
        : "(" + (kernel ? kernelRows() : ClusterEventRows.select(known)) + ")";
  }

  private static String kernelRows() {
    StringBuilder out =
        new StringBuilder(
            "SELECT toInt64(toUnixTimestamp64Milli(ts)) AS at, toString(node) AS node,"
                + " toString(boot) AS boot, seq, toString(source) AS source,"
                + " toString(type) AS type, toString(severity) AS severity");
    for (String label : dev.nodecast.catalog.Event.LABELS) {
      out.append(", toString(").append(label).append(") AS ").append(label);
    }
    return out.append(
            ", message, CAST(attributes, 'Map(String, String)') AS attributes, '' AS kind")
        .append(" FROM nodecast.event WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')")
        .append(" AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')")
        .toString();
  }
}
