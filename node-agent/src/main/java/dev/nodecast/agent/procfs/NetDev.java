package dev.nodecast.agent.procfs;

/**
 * {@code /proc/net/dev}, and {@code /proc/PID/net/dev} for the network namespace of a process
 * (Linux: net/core/net-procfs.c). All columns count since the interface was created.
 *
 * <pre>
 * Inter-|   Receive                                                |  Transmit
 *  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop ...
 *   eth0: 395637521    8533    0    0    0     0          0         0   477735    5495    0    0 ...
 * </pre>
 *
 * Kernels before 2.6.36 leave no blank between a long name and the first number.
 */
public final class NetDev {
  /** The columns in the kernel's order. */
  public enum Column {
    RX_BYTES,
    RX_PACKETS,
    RX_ERRORS,
    RX_DROPPED,
    RX_FIFO,
    RX_FRAME,
    RX_COMPRESSED,
    RX_MULTICAST,
    TX_BYTES,
    TX_PACKETS,
    TX_ERRORS,
    TX_DROPPED,
    TX_FIFO,
    TX_COLLISIONS,
    TX_CARRIER,
    TX_COMPRESSED
  }

  private static final int COLUMNS = Column.values().length;

  private final TextScanner scanner = new TextScanner();
  private final NamedRows<Column> rows;

  /** A parser that keeps at most {@code bound} interfaces (a node has two per pod). */
  public NetDev(int bound) {
    rows = new NamedRows<>(Column.values(), bound);
  }

  /** Reads the file's text; false when it lists no interface. */
  public boolean parse(byte[] bytes, int length) {
    rows.clear();
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      // The two heading lines have no colon, an interface name cannot contain one.
      if (scanner.word((byte) ':')
          && scanner.wordEnd() > scanner.wordStart()
          && scanner.skip((byte) ':')) {
        int row = rows.append(bytes, scanner.wordStart(), scanner.wordEnd());
        if (row >= 0) {
          rows.fill(row, 0, COLUMNS, scanner);
        }
      }
      scanner.nextLine();
    }
    return rows.count() > 0;
  }

  /** One row per interface of the text parsed last. */
  public NamedRows<Column> interfaces() {
    return rows;
  }
}
