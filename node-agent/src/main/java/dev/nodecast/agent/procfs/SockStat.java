package dev.nodecast.agent.procfs;

/**
 * {@code /proc/net/sockstat} and {@code sockstat6}: sockets now in use (Linux: net/ipv4/proc.c,
 * net/ipv6/proc.c).
 *
 * <pre>
 * sockets: used 13
 * TCP: inuse 1 orphan 0 tw 1 alloc 1 mem 49
 * UDP: inuse 0 mem 0
 * FRAG: inuse 0 memory 0
 * TCP6: inuse 0
 * </pre>
 */
public final class SockStat {
  /** What the two files say: gauges. */
  public enum Field implements KernelKey {
    /** Sockets of all families. */
    USED("socketsused"),
    /** TCP sockets over IPv4 in use, listeners included. */
    TCP("TCPinuse"),
    /** TCP sockets no process holds any more. */
    TCP_ORPHANED("TCPorphan"),
    /** TCP sockets in TIME-WAIT. */
    TCP_TIME_WAIT("TCPtw"),
    /** TCP sockets allocated. */
    TCP_ALLOCATED("TCPalloc"),
    /** Buffers of TCP, in pages. */
    TCP_PAGES("TCPmem"),
    /** UDP sockets over IPv4 in use. */
    UDP("UDPinuse"),
    /** Buffers of UDP, in pages. */
    UDP_PAGES("UDPmem"),
    /** Raw sockets over IPv4 in use. */
    RAW("RAWinuse"),
    /** IPv4 fragment queues. */
    FRAGMENTS("FRAGinuse"),
    /** Memory of IPv4 fragment queues, in bytes. */
    FRAGMENT_BYTES("FRAGmemory"),
    /** TCP sockets over IPv6 in use. */
    TCP6("TCP6inuse"),
    /** UDP sockets over IPv6 in use. */
    UDP6("UDP6inuse"),
    /** Raw sockets over IPv6 in use. */
    RAW6("RAW6inuse");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private final KeyedLongs<Field> values = new KeyedLongs<>(Field.values());
  private final TextScanner scanner = new TextScanner();

  /** Reads the text of sockstat; false when it holds none of the fields. */
  public boolean parse(byte[] bytes, int length) {
    values.clear();
    return parse6(bytes, length);
  }

  /** Adds the text of sockstat6 (a file of its own, absent without IPv6) to what was parsed. */
  public boolean parse6(byte[] bytes, int length) {
    scanner.over(bytes, length);
    boolean found = false;
    while (!scanner.atEnd()) {
      scanner.word((byte) ':');
      int from = scanner.wordStart();
      int to = scanner.wordEnd();
      scanner.skip((byte) ':');
      while (scanner.word()) {
        int key = scanner.wordStart();
        int keyEnd = scanner.wordEnd();
        found |= values.put(bytes, from, to, key, keyEnd, scanner.number());
      }
      scanner.nextLine();
    }
    return found;
  }

  /** The value in the texts parsed last, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }
}
