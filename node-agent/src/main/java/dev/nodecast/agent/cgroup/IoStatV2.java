package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KeyTable;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.TextScanner;

/**
 * {@code io.stat} of cgroup v2 (Linux: block/blk-cgroup.c,
 * Documentation/admin-guide/cgroup-v2.rst).
 *
 * <pre>
 * 254:0 rbytes=139264 wbytes=4096 rios=24 wios=1 dbytes=0 dios=0
 * </pre>
 *
 * Some kernels (5.x) print devices without statistics with no newline after them, so a line may
 * name several devices; the values belong to the last.
 */
public final class IoStatV2 {
  private static final IoColumn[] COLUMNS = IoColumn.values();

  private final NamedRows<IoColumn> rows;
  private final TextScanner scanner = new TextScanner();
  private final KeyTable columns =
      new KeyTable("rbytes", "wbytes", "rios", "wios", "dbytes", "dios");

  /** A parser that keeps at most {@code bound} devices. */
  public IoStatV2(int bound) {
    rows = new NamedRows<>(COLUMNS, bound);
  }

  /** Reads the file's text; false when it names no device (no I/O yet). */
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
    int nameFrom = 0;
    int nameTo = 0;
    int row = -1;
    while (scanner.word((byte) '=')) {
      int from = scanner.wordStart();
      int to = scanner.wordEnd();
      if (!scanner.skip((byte) '=')) {
        nameFrom = from;
        nameTo = to;
        row = -1;
        continue;
      }
      int column = columns.find(bytes, from, to);
      if (column >= 0 && nameTo > nameFrom) {
        row = row >= 0 ? row : rows.find(bytes, nameFrom, nameTo);
        if (row >= 0) {
          rows.set(row, COLUMNS[column], scanner.number());
        }
      }
      scanner.endWord();
    }
  }

  /** One row per device, named "major:minor". */
  public NamedRows<IoColumn> devices() {
    return rows;
  }
}
