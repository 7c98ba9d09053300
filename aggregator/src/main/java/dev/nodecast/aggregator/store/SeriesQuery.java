package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Kind;
import java.util.List;
import java.util.Map;

/**
 * Lines over time of the entities that match.
 *
 * @param kind what is asked about
 * @param lines at least one
 * @param where values of labels, or of {@code node}
 * @param by a label (or {@code node}) to have lines apart by; empty for all together
 * @param fromSeconds beginning, Unix seconds
 * @param toSeconds end
 * @param stepSeconds time of one point
 */
public record SeriesQuery(
    Kind kind,
    List<Line> lines,
    Map<String, String> where,
    String by,
    long fromSeconds,
    long toSeconds,
    int stepSeconds) {
  /** Most points of a line. */
  public static final int MAX_POINTS = 300;

  public SeriesQuery {
    lines = List.copyOf(lines);
    where = Map.copyOf(where);
    where.keySet().forEach(label -> requireLabel(kind, label));
    if (!by.isEmpty()) {
      requireLabel(kind, by);
    }
    long points = stepSeconds < 1 ? -1 : (toSeconds - fromSeconds + stepSeconds - 1) / stepSeconds;
    if (lines.isEmpty() || fromSeconds < 0 || points < 1 || points > MAX_POINTS) {
      throw new IllegalArgumentException(
          "series: "
              + lines.size()
              + " lines, "
              + fromSeconds
              + " to "
              + toSeconds
              + " by "
              + stepSeconds
              + " s (expected: a line, 1 to "
              + MAX_POINTS
              + " points)");
    }
  }

  static void requireLabel(Kind kind, String label) {
    if (!label.equals("node") && !kind.labels().contains(label)) {
      throw new IllegalArgumentException(
          "label: " + label + " (expected: node or one of " + kind.labels() + ")");
    }
  }

  public int points() {
    return (int) ((toSeconds - fromSeconds + stepSeconds - 1) / stepSeconds);
  }

  /**
   * A step for at most so many points: a multiple of what the rows that can answer it cover.
   *
   * @param maxPoints at most {@link #MAX_POINTS}
   */
  public static int step(long fromSeconds, long toSeconds, int maxPoints, int windowSeconds) {
    long points = Math.max(1, Math.min(maxPoints, MAX_POINTS));
    long wanted = Math.max(1, (toSeconds - fromSeconds + points - 1) / points);
    int grain = wanted <= 60 ? windowSeconds : wanted <= 3600 ? 60 : 3600;
    return (int) Math.min(Integer.MAX_VALUE, (wanted + grain - 1) / grain * grain);
  }
}
