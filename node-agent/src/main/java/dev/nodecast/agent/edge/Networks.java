package dev.nodecast.agent.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Networks that have names, the narrowest first: {@code 10.8.0.0/16=office}. */
public final class Networks {
  /** Each address that has no other name is compared with all of them, once a connection. */
  public static final int MAX = 64;

  private static final int LONGEST_NAME = 63;
  private static final int MAPPED_BITS = 96;
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final String V4 = BYTE + "(\\." + BYTE + "){3}";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Network(byte[] address, int bits, String name) {}

  private final List<Network> networks = new ArrayList<>();

  /**
   * Of a configuration's words.
   *
   * @throws IllegalArgumentException naming the first that is no network with a name
   */
  public Networks(List<String> words) {
    for (String word : words) {
      networks.add(network(word));
    }
    networks.sort(Comparator.comparingInt(Network::bits).reversed());
  }

  /** Whether it is a network with a name. */
  public static boolean valid(String word) {
    try {
      network(word);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Network network(String word) {
    int slash = word.indexOf('/');
    int equals = word.indexOf('=');
    String name = word.substring(equals + 1);
    if (slash <= 0 || equals < slash || name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(word);
    }
    String literal = word.substring(0, slash);
    // a name would be looked up
    if (!literal.matches(V4 + "|[0-9a-fA-F:]+:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException(word);
    }
    try {
      byte[] address = InetAddress.getByName(literal).getAddress();
      int bits = Integer.parseInt(word.substring(slash + 1, equals));
      if (bits < 0 || bits > 8 * address.length) {
        throw new IllegalArgumentException(word);
      }
      return address.length == 16
          ? new Network(address, bits, name)
          : new Network(mapped(address), MAPPED_BITS + bits, name);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(word, e);
    }
  }

  private static byte[] mapped(byte[] v4) {
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    System.arraycopy(v4, 0, address, 12, 4);
    return address;
  }

  /** The name of the narrowest network that has this address of 16 bytes; null: none has. */
  String of(byte[] address) {
    for (Network each : networks) {
      if (has(each, address)) {
        return each.name();
      }
    }
    return null;
  }

  private static boolean has(Network network, byte[] address) {
    for (int bit = 0; bit < network.bits(); bit += 8) {
      int left = Math.min(8, network.bits() - bit);
      int mask = 0xff00 >> left & 255;
      if (((network.address()[bit / 8] ^ address[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
