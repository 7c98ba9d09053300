package dev.nodecast.web.read;

/**
 * Which part of the map to show.
 *
 * @param rows which calls: the scope's kind is their protocol, its namespace that of either end;
 *     and which of them the table lists
 * @param focus {@link CallEnd#key} of what the map is around; empty for all
 * @param hops how many calls away from the focus, against their direction and with it
 */
public record MapQuery(RowQuery rows, String focus, int hops) {
  /** More hops are the whole map. */
  public static final int MOST_HOPS = 3;

  public MapQuery {
    if (hops < 1 || hops > MOST_HOPS) {
      throw new IllegalArgumentException("hops: " + hops + " (expected: 1 to " + MOST_HOPS + ")");
    }
  }
}
