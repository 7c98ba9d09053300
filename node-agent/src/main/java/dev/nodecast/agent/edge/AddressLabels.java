package dev.nodecast.agent.edge;

import java.util.function.Function;

/**
 * What an address is called that nobody else knows: by the configured networks, by the name that it
 * was looked up by on this machine, or by what kind of address it is (RFC 1918, RFC 4193, RFC 3927,
 * RFC 6598).
 */
public final class AddressLabels {
  static final Peer INTERNET = Peer.outside("~internet");
  static final Peer PRIVATE = Peer.outside("~private");

  private final Networks networks;
  private final Function<byte[], String> names;
  private final Peer node;

  /**
   * @param names of addresses, 16 bytes, IPv4 mapped into IPv6; null for those that are not known
   * @param node this machine
   */
  public AddressLabels(Networks networks, Function<byte[], String> names, String node) {
    this.networks = networks;
    this.names = names;
    this.node = new Peer(Peer.NODE, "", "", node);
  }

  /** An answer, with a name for what the aggregator has none for. */
  Peer named(Peer answer, byte[] address) {
    return answer.kind().equals(Peer.OUTSIDE) ? of(address) : answer;
  }

  /** Without an answer. */
  Peer of(byte[] address) {
    if (unspecified(address)) {
      return Peer.UNKNOWN;
    }
    if (loopback(address)) {
      return node;
    }
    String network = networks.of(address);
    if (network != null) {
      return Peer.outside(network);
    }
    String name = names.apply(address);
    if (name != null) {
      return Peer.outside(name);
    }
    return reserved(address) ? PRIVATE : INTERNET;
  }

  private static boolean v4(byte[] a) {
    return zeroes(a, 10) && a[10] == -1 && a[11] == -1;
  }

  private static boolean zeroes(byte[] a, int to) {
    int any = 0;
    for (int i = 0; i < to; i++) {
      any |= a[i];
    }
    return any == 0;
  }

  private static boolean unspecified(byte[] a) {
    return zeroes(a, 16) || (v4(a) && (a[12] | a[13] | a[14] | a[15]) == 0);
  }

  private static boolean loopback(byte[] a) {
    return v4(a) ? a[12] == 127 : zeroes(a, 15) && a[15] == 1;
  }

  private static boolean reserved(byte[] a) {
    int first = a[v4(a) ? 12 : 0] & 255;
    int second = a[v4(a) ? 13 : 1] & 255;
    if (!v4(a)) {
      return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80);
    }
    return first == 10
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254)
        || (first == 100 && (second & 0xc0) == 64);
  }
}
