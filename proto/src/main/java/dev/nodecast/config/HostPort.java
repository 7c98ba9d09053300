package dev.nodecast.config;

/**
 * A TCP address.
 *
 * @param host name or address without brackets; empty when the address is {@link #OFF}
 * @param port 0 means any free port, for addresses that are listened on
 */
public record HostPort(String host, int port) {
  /** What {@code off} reads as: nothing is opened. */
  public static final HostPort OFF = new HostPort("", 0);

  private static final int MAX_PORT = 65_535;

  /** Reads {@code host:port} or {@code [v6]:port}; the failure's text is the expectation. */
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("host:port");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank() || host.contains("/") || (!bracketed && host.contains(":"))) {
      throw new IllegalArgumentException("host:port, or [address]:port for IPv6");
    }
    int port = Text.integer(text.substring(colon + 1));
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port from 0 to " + MAX_PORT);
    }
    return new HostPort(host, port);
  }

  public boolean enabled() {
    return !host.isEmpty();
  }

  /** Whether the address never leaves this machine; decided by its text, without a name lookup. */
  public boolean loopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** Whether both would be bound to one port of one address (wildcards cover every address). */
  public boolean collides(HostPort other) {
    return enabled()
        && other.enabled()
        && port == other.port
        && port != 0
        && (host.equals(other.host) || wildcard() || other.wildcard());
  }

  private boolean wildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    if (!enabled()) {
      return "off";
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
