package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KeyTable;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.TextScanner;

/**
 * Block I/O of cgroup v1: {@code blkio.throttle.io_service_bytes_recursive} and {@code
 * io_serviced_recursive}, or the same names without {@code _recursive} on old kernels (Linux:
 * block/blk-throttle.c, Documentation/admin-guide/cgroup-v1/blkio-controller.rst).
 *
 * <pre>
 * 8:0 Read 139264
 * 8:0 Write 4096
 * 8:0 Sync 143360
 * 8:0 Async 0
 * 8:0 Discard 0
 * 8:0 Total 143360
 * Total 143360
 * </pre>
 */
public final class BlkioV1 {
  private static final IoColumn[] BYTES = {
    IoColumn.READ_BYTES, IoColumn.WRITE_BYTES, IoColumn.DISCARDED_BYTES
  };
  private static final IoColumn[] OPERATIONS = {IoColumn.READS, IoColumn.WRITES, IoColumn.DISCARDS};

  private final NamedRows<IoColumn> rows;
  private final TextScanner scanner = new TextScanner();
  private final KeyTable kinds = new KeyTable("Read", "Write", "Discard");

  /** A parser that keeps at most {@code bound} devices. */
  public BlkioV1(int bound) {
    rows = new NamedRows<>(IoColumn.values(), bound);
  }

  /** Forgets the cgroup read before: bytes and operations are two files. */
  public void clear() {
    rows.clear();
  }

  /** Reads io_service_bytes; false when it names no device. */
  public boolean parseBytes(byte[] bytes, int length) {
    return parse(bytes, length, BYTES);
  }

  /** Reads io_serviced; false when it names no device. */
  public boolean parseOperations(byte[] bytes, int length) {
    return parse(bytes, length, OPERATIONS);
  }

  private boolean parse(byte[] bytes, int length, IoColumn[] columns) {
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      scanner.word();
      int from = scanner.wordStart();
      int to = scanner.wordEnd();
      scanner.word();
      int kind = kinds.find(bytes, scanner.wordStart(), scanner.wordEnd());
      if (kind >= 0) {
        int row = rows.find(bytes, from, to);
        if (row >= 0) {
          rows.set(row, columns[kind], scanner.number());
        }
      }
      scanner.nextLine();
    }
    return rows.count() > 0;
  }

  /** One row per device, named "major:minor". */
  public NamedRows<IoColumn> devices() {
    return rows;
  }
}
