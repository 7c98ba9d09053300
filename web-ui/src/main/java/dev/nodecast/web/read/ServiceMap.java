package dev.nodecast.web.read;

import java.util.List;
import java.util.Optional;

/**
 * Who calls whom, laid out, and the calls as a list.
 *
 * @param boxes at most {@link #MOST_BOXES}, those with most calls
 * @param columns of the layout, empty ones too
 * @param callersOutside whether the first column is what calls from outside
 * @param calleesOutside whether the last column is what is called outside
 * @param focus what the map is around, where that is on it
 * @param undrawn services beyond the bound
 * @param services of all calls, without any filter
 * @param counts of the calls that match, by severity
 * @param namespaces of all calls, in order
 * @param protocols of all calls, in order
 * @param requestsSeen whether any agent sees requests
 * @param off nodes that do not see requests, with the reason; at most {@link Services#MOST_OFF}
 * @param offNodes how many of those there are
 */
public record ServiceMap(
    List<MapBox> boxes,
    List<MapLine> lines,
    int columns,
    int rows,
    boolean callersOutside,
    boolean calleesOutside,
    Optional<CallEnd> focus,
    int undrawn,
    int services,
    Counts counts,
    Rows<CallRow> calls,
    List<String> namespaces,
    List<String> protocols,
    boolean requestsSeen,
    List<Missing> off,
    int offNodes) {
  /** More boxes nobody can read, and no browser likes to draw. */
  public static final int MOST_BOXES = 300;

  public ServiceMap {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }
}
