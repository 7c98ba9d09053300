package dev.nodecast.web.page;

import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.ServiceMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where boxes and lines of a map are, in pixels. All columns share their rows, so that lines that
 * pass a column find a lane between its boxes.
 */
final class MapGrid {
  /** From so many boxes on they are small: a name and a rate. */
  static final int DENSE = 60;

  /** What a page of 1,440 pixels has room for; fewer columns spread over it. */
  private static final int WIDTH = 1124;

  private static final int SIDE = 8;

  /** How far apart a line leaves a box and comes back to it. */
  private static final int LOOP = 28;

  private static final int WIDEST_STEP = 360;

  /** Below the words above the columns. */
  private static final int TOP = 28;

  private final ServiceMap map;
  private final boolean dense;
  private final boolean named;
  private final Set<Long> taken = new HashSet<>();
  private final int boxWidth;
  private final int boxHeight;
  private final int rowStep;
  private final int columnStep;
  private final int left;

  MapGrid(ServiceMap map) {
    this.map = map;
    dense = map.boxes().size() > DENSE;
    named =
        !dense
            && (map.namespaces().size() > 1
                || map.boxes().stream().anyMatch(box -> box.end().kind() != CallEnd.Kind.WORKLOAD));
    boxHeight = dense ? 24 : named ? 58 : 44;
    rowStep = boxHeight + (dense ? 12 : 26);
    int columns = Math.max(1, map.columns());
    boxWidth = dense ? 168 : columns > 5 ? 150 : 164;
    int room = (WIDTH - 2 * SIDE - boxWidth) / Math.max(1, columns - 1);
    columnStep = Math.max(boxWidth + (dense ? 64 : 38), Math.min(WIDEST_STEP, room));
    left = Math.max(SIDE, (WIDTH - boxWidth - columnStep * (columns - 1)) / 2);
    map.boxes().forEach(box -> taken.add(cell(box.column(), box.row())));
  }

  private static long cell(int column, int row) {
    return (long) column << 32 | row;
  }

  boolean dense() {
    return dense;
  }

  /** Whether boxes have a line for their namespace, or for what they are. */
  boolean named() {
    return named;
  }

  int boxWidth() {
    return boxWidth;
  }

  int boxHeight() {
    return boxHeight;
  }

  int width() {
    return Math.max(WIDTH, left + columnStep * (Math.max(1, map.columns()) - 1) + boxWidth + SIDE);
  }

  int height() {
    return TOP + rowStep * map.rows();
  }

  /** Left edge of a column. */
  int x(int column) {
    return left + columnStep * column;
  }

  /** Upper edge of a row. */
  int y(int row) {
    return TOP + rowStep * row;
  }

  private int middle(int row) {
    return y(row) + boxHeight / 2;
  }

  /** Whether a line comes from the right, or out of its own column or box: it needs an arrow. */
  static boolean backwards(MapBox from, MapBox to) {
    return to.column() <= from.column();
  }

  /** The line of a call as path data. */
  String path(MapBox from, MapBox to) {
    if (from.equals(to)) {
      return loop(from);
    }
    int fromY = middle(from.row());
    int toY = middle(to.row());
    if (from.column() == to.column()) {
      int x = x(from.column());
      int bow = x - bow();
      return "M" + x + ' ' + fromY + "C" + bow + ' ' + fromY + ' ' + bow + ' ' + toY + ' ' + x + ' '
          + toY;
    }
    int step = to.column() > from.column() ? 1 : -1;
    int startX = x(from.column()) + (step > 0 ? boxWidth : 0);
    int endX = x(to.column()) + (step > 0 ? 0 : boxWidth);
    StringBuilder path = new StringBuilder(48);
    path.append('M').append(startX).append(' ').append(fromY);
    int passed = Math.abs(to.column() - from.column()) - 1;
    if (passed == 0) {
      return curve(path, startX, fromY, endX, toY).toString();
    }
    int lane = lane(from, to, step);
    int inX = x(from.column() + step) + (step > 0 ? 0 : boxWidth);
    int outX = x(to.column() - step) + (step > 0 ? boxWidth : 0);
    curve(path, startX, fromY, inX, lane).append('H').append(outX);
    return curve(path, outX, lane, endX, toY).toString();
  }

  /** Out of the upper edge and into it again: lines of others come and go at the sides. */
  private String loop(MapBox box) {
    int in = x(box.column()) + boxWidth - 12;
    int edge = y(box.row());
    int over = edge - loopHeight() * 4 / 3; // a cubic curve comes up to three quarters of this
    return "M"
        + (in - LOOP)
        + ' '
        + edge
        + "C"
        + (in - LOOP)
        + ' '
        + over
        + ' '
        + in
        + ' '
        + over
        + ' '
        + in
        + ' '
        + edge;
  }

  private int loopHeight() {
    return (rowStep - boxHeight) * 2 / 3;
  }

  /** Straight on in a row that is free on the way, or else between two rows. */
  private int lane(MapBox from, MapBox to, int step) {
    for (int row : List.of(to.row(), from.row())) {
      boolean free = true;
      for (int column = from.column() + step; column != to.column(); column += step) {
        free &= !taken.contains(cell(column, row));
      }
      if (free) {
        return middle(row);
      }
    }
    int wanted = (middle(from.row()) + middle(to.row())) / 2;
    int below = Math.max(0, Math.min(map.rows() - 1, (wanted - TOP) / rowStep));
    // Lines of one lane lie beside each other.
    int gap = rowStep - boxHeight;
    int beside = Math.floorMod(31 * from.row() + 17 * to.row() + from.column(), 3) - 1;
    return y(below) + boxHeight + gap / 2 + beside * gap / 4;
  }

  private static StringBuilder curve(StringBuilder path, int x, int y, int endX, int endY) {
    int turn = (x + endX) / 2;
    return path.append('C')
        .append(turn)
        .append(' ')
        .append(y)
        .append(' ')
        .append(turn)
        .append(' ')
        .append(endY)
        .append(' ')
        .append(endX)
        .append(' ')
        .append(endY);
  }

  /** Where the words of a line stand: in the gap that it crosses, or on its way past others. */
  int[] label(MapBox from, MapBox to) {
    if (from.equals(to)) {
      int right = x(to.column()) + boxWidth - 12;
      return new int[] {right - LOOP / 2, y(to.row()) - loopHeight() + 4};
    }
    int columns = to.column() - from.column();
    int between = (middle(from.row()) + middle(to.row())) / 2 + 4;
    if (columns == 0) {
      return new int[] {x(to.column()) - bow() * 3 / 4, between};
    }
    if (Math.abs(columns) == 1) {
      return new int[] {(x(from.column()) + x(to.column()) + boxWidth) / 2, between};
    }
    int passed = from.column() + columns / 2;
    return new int[] {x(passed) + boxWidth / 2, lane(from, to, Integer.signum(columns)) + 4};
  }

  /** Whether a gap between columns has room for more than a share. */
  boolean roomy() {
    return columnStep - boxWidth >= 84;
  }

  private int bow() {
    return Math.min(columnStep - boxWidth, 60);
  }
}
