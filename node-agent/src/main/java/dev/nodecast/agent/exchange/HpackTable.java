package dev.nodecast.agent.exchange;

/**
 * The dynamic table of one direction (RFC 7541 section 2.3.2): of each field its size and, of the
 * few that are of interest, what it says; never its bytes. After bytes that were not seen it begins
 * anew, and older entries are not known.
 */
final class HpackTable {
  /** SETTINGS_HEADER_TABLE_SIZE unless a connection agrees on another one. */
  static final int BYTES = 4096;

  /** What a field counts besides its bytes. */
  private static final int OVERHEAD = 32;

  /** With no bytes each. */
  private static final int MAX = BYTES / OVERHEAD;

  private static final int INITIAL = 8;

  private byte[] kinds = new byte[INITIAL];
  private int[] sizes = new int[INITIAL];
  private int[] names = new int[INITIAL];
  private String[] values = new String[INITIAL];

  /** Of fields that tell one; else what was there before. */
  private TraceContext[] traces = new TraceContext[INITIAL];

  private int newest;
  private int count;
  private int size;
  private int limit = BYTES;
  private long generation;

  /** A field in front of all others; false: it is larger than the table. */
  boolean insert(byte kind, int nameLength, int valueLength, String value) {
    int bytes = (int) Math.min(Integer.MAX_VALUE, (long) nameLength + valueLength + OVERHEAD);
    generation++;
    shrink(limit - bytes);
    if (bytes > limit) {
      return false;
    }
    if (count == kinds.length && count < MAX) {
      grow();
    }
    newest = (newest + 1) & (kinds.length - 1);
    kinds[newest] = kind;
    sizes[newest] = bytes;
    names[newest] = nameLength;
    values[newest] = value;
    size += bytes;
    count++;
    return true;
  }

  /** Entries in the order of their age, oldest first, in arrays of twice the length. */
  private void grow() {
    int length = kinds.length;
    byte[] k = new byte[2 * length];
    int[] s = new int[2 * length];
    int[] n = new int[2 * length];
    String[] v = new String[2 * length];
    TraceContext[] t = new TraceContext[2 * length];
    for (int i = 0; i < count; i++) {
      int at = at(count - 1 - i);
      k[i] = kinds[at];
      s[i] = sizes[at];
      n[i] = names[at];
      v[i] = values[at];
      t[i] = traces[at];
    }
    kinds = k;
    sizes = s;
    names = n;
    values = v;
    traces = t;
    newest = count - 1;
  }

  private void shrink(int to) {
    while (count > 0 && size > to) {
      int oldest = at(count - 1);
      size -= sizes[oldest];
      values[oldest] = null;
      count--;
    }
  }

  private int at(int index) {
    return (newest - index) & (kinds.length - 1);
  }

  /** Of what it may hold; more than the {@link #BYTES} that are kept is an encoder's affair. */
  void limit(int bytes) {
    generation++;
    limit = Math.min(bytes, BYTES);
    shrink(limit);
  }

  /** Bytes went by unseen. */
  void clear() {
    generation++;
    shrink(-1);
    limit = BYTES;
  }

  /** Whether the entry is here; 0 is the newest. */
  boolean has(int index) {
    return index >= 0 && index < count;
  }

  byte kind(int index) {
    return kinds[at(index)];
  }

  int nameLength(int index) {
    return names[at(index)];
  }

  String value(int index) {
    return values[at(index)];
  }

  /** Says what an entry says, once that is known. */
  void value(int index, String value) {
    generation++;
    values[at(index)] = value;
  }

  /** What the newest entry says of a trace; copied. */
  void trace(TraceContext of) {
    generation++;
    if (count > 0) {
      int at = at(0);
      if (traces[at] == null) {
        traces[at] = new TraceContext();
      }
      traces[at].set(of);
    }
  }

  TraceContext trace(int index) {
    return traces[at(index)];
  }

  /** Another one after each change: while it is the same, so is what an index says. */
  long generation() {
    return generation;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }
}
