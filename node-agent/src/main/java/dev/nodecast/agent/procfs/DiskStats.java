package dev.nodecast.agent.procfs;

/**
 * {@code /proc/diskstats} (Linux: block/genhd.c, Documentation/admin-guide/iostats.rst). Counters
 * since boot; sectors are always 512 bytes, times milliseconds.
 *
 * <pre>
 *  254       0 vda 34015 8660 2040050 9072 17254 4653 2453368 5902 0 6072 15562 7578 58 373264 478 2911 109
 * </pre>
 *
 * 11 fields since 2.6.25 (partitions had 4 before), discards since 4.18, flushes since 5.5.
 */
public final class DiskStats {
  /** The columns in the kernel's order. */
  public enum Column {
    MAJOR,
    MINOR,
    READS,
    READS_MERGED,
    SECTORS_READ,
    READ_MILLIS,
    WRITES,
    WRITES_MERGED,
    SECTORS_WRITTEN,
    WRITE_MILLIS,
    IN_FLIGHT,
    BUSY_MILLIS,
    WEIGHTED_MILLIS,
    DISCARDS,
    DISCARDS_MERGED,
    SECTORS_DISCARDED,
    DISCARD_MILLIS,
    FLUSHES,
    FLUSH_MILLIS
  }

  private static final int FIELDS = Column.values().length - 2;

  private final TextScanner scanner = new TextScanner();
  private final NamedRows<Column> rows;

  /** A parser that keeps at most {@code bound} devices and partitions. */
  public DiskStats(int bound) {
    rows = new NamedRows<>(Column.values(), bound);
  }

  /** Reads the file's text; false when it lists no device. */
  public boolean parse(byte[] bytes, int length) {
    rows.clear();
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      line(bytes);
      scanner.nextLine();
    }
    return rows.count() > 0;
  }

  private void line(byte[] bytes) {
    long major = scanner.number();
    long minor = scanner.number();
    if (major == TextScanner.NOT_MEASURED || minor == TextScanner.NOT_MEASURED || !scanner.word()) {
      return;
    }
    int row = rows.append(bytes, scanner.wordStart(), scanner.wordEnd());
    if (row < 0) {
      return;
    }
    rows.set(row, Column.MAJOR, major);
    rows.set(row, Column.MINOR, minor);
    rows.fill(row, 2, FIELDS, scanner);
    if (rows.of(row, Column.READ_MILLIS) != TextScanner.NOT_MEASURED
        && rows.of(row, Column.WRITES) == TextScanner.NOT_MEASURED) {
      oldPartition(row);
    }
  }

  /** Before 2.6.25 a partition's line was: reads, sectors read, writes, sectors written. */
  private void oldPartition(int row) {
    long sectorsRead = rows.of(row, Column.READS_MERGED);
    long writes = rows.of(row, Column.SECTORS_READ);
    long sectorsWritten = rows.of(row, Column.READ_MILLIS);
    rows.set(row, Column.READS_MERGED, TextScanner.NOT_MEASURED);
    rows.set(row, Column.SECTORS_READ, sectorsRead);
    rows.set(row, Column.READ_MILLIS, TextScanner.NOT_MEASURED);
    rows.set(row, Column.WRITES, writes);
    rows.set(row, Column.SECTORS_WRITTEN, sectorsWritten);
  }

  /** One row per device and partition of the text parsed last. */
  public NamedRows<Column> devices() {
    return rows;
  }
}
