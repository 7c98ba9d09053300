package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import java.util.Arrays;

/**
 * One long per constant of an enum of kernel keys, filled from a {@code key value} file.
 *
 * <p>Fields of several keys are sums (kernels before 4.8 split vmstat's reclaim counters by zone);
 * of others the first occurrence counts. Sums saturate.
 */
public final class KeyedLongs<F extends Enum<F> & KernelKey> {
  private final KeyTable table;
  private final boolean[] summed;
  private final long[] values;
  private final TextScanner scanner = new TextScanner();

  public KeyedLongs(F[] fields) {
    String[] words = new String[fields.length];
    summed = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      words[i] = fields[i].keys();
      summed[i] = words[i].indexOf(' ') >= 0;
    }
    table = new KeyTable(words);
    values = new long[fields.length];
    clear();
  }

  public void clear() {
    Arrays.fill(values, NOT_MEASURED);
  }

  /** The value of {@code field} in the file parsed last. */
  public long of(F field) {
    return values[field.ordinal()];
  }

  /**
   * Reads {@code key value}, {@code key: value} and {@code key: value kB} lines (the last in
   * bytes); false when no known key was found.
   */
  public boolean parse(byte[] bytes, int length) {
    clear();
    return add(bytes, length);
  }

  /** As {@link #parse}, keeping what earlier files set. */
  public boolean add(byte[] bytes, int length) {
    scanner.over(bytes, length);
    boolean found = false;
    while (!scanner.atEnd()) {
      if (scanner.word((byte) ':')) {
        int index = table.find(bytes, scanner.wordStart(), scanner.wordEnd());
        if (index >= 0) {
          scanner.skip((byte) ':');
          found |= put(index, inBytes(bytes, scanner.number()));
        }
      }
      scanner.nextLine();
    }
    return found;
  }

  private long inBytes(byte[] bytes, long value) {
    if (value == NOT_MEASURED || !scanner.word()) {
      return value;
    }
    int unit = scanner.wordStart();
    boolean kilobytes =
        scanner.wordEnd() - unit == 2 && bytes[unit] == 'k' && bytes[unit + 1] == 'B';
    return kilobytes ? (value > Long.MAX_VALUE >> 10 ? Long.MAX_VALUE : value << 10) : value;
  }

  /** Sets the field whose key a prefix and a name spell together, if there is one. */
  boolean put(byte[] bytes, int prefixFrom, int prefixTo, int from, int to, long value) {
    int index = table.find(bytes, prefixFrom, prefixTo, from, to);
    return index >= 0 && put(index, value);
  }

  private boolean put(int index, long value) {
    if (value == NOT_MEASURED) {
      return false;
    }
    long old = values[index];
    if (old == NOT_MEASURED) {
      values[index] = value;
    } else if (summed[index]) {
      values[index] = old > Long.MAX_VALUE - value ? Long.MAX_VALUE : old + value;
    }
    return true;
  }
}
