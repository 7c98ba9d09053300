package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import java.util.Arrays;

/**
 * A table of longs: one named row per device, one column per enum constant. Rows beyond the bound
 * are dropped and counted.
 */
public final class NamedRows<C extends Enum<C>> {
  private final int columns;
  private final int bound;
  private final Names interned;
  private String[] names = new String[8];
  private long[] values;
  private int count;
  private long dropped;

  public NamedRows(C[] columns, int bound) {
    this.columns = columns.length;
    this.bound = bound;
    this.interned = new Names(bound);
    this.values = new long[8 * columns.length];
  }

  public void clear() {
    count = 0;
  }

  public int count() {
    return count;
  }

  public String name(int row) {
    return names[row];
  }

  public long of(int row, C column) {
    return values[row * columns + column.ordinal()];
  }

  /** The row of that name, or -1. */
  public int row(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * How many rows were not taken since the start, because there were already as many as allowed.
   */
  public long dropped() {
    return dropped;
  }

  /** The row of the name in {@code [from, to)}, added if new; -1 if there is no room. */
  public int find(byte[] bytes, int from, int to) {
    String name = interned.of(bytes, from, to);
    int row = row(name);
    return row >= 0 ? row : append(name);
  }

  /** Appends a row of unmeasured values; -1 if there is no room. */
  public int append(byte[] bytes, int from, int to) {
    return append(interned.of(bytes, from, to));
  }

  private int append(String name) {
    if (count >= bound) {
      dropped++;
      return -1;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      values = Arrays.copyOf(values, count * 2 * columns);
    }
    names[count] = name;
    Arrays.fill(values, count * columns, (count + 1) * columns, NOT_MEASURED);
    return count++;
  }

  public void set(int row, C column, long value) {
    values[row * columns + column.ordinal()] = value;
  }

  /** Fills {@code count} columns from the {@code first} on with the next numbers of the line. */
  void fill(int row, int first, int count, TextScanner scanner) {
    for (int i = 0; i < count; i++) {
      values[row * columns + first + i] = scanner.number();
    }
  }
}
