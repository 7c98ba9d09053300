package dev.nodecast.aggregator.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address; IPv4 as it is mapped into IPv6 (RFC 4291 section 2.5.5.2). */
public record Address(long high, long low) {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int LONGEST_TEXT = 45;

  /** Whatever else would be looked up as a name. */
  private static final Pattern LITERAL =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}|[0-9a-fA-F:]+:[0-9a-fA-F:.]*");

  /** Of 4 or 16 bytes in network order; of other numbers there is none. */
  public static Optional<Address> of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> Optional.of(new Address(0, MAPPED | number(bytes, 0, 4)));
      case 16 -> Optional.of(new Address(number(bytes, 0, 8), number(bytes, 8, 8)));
      default -> Optional.empty();
    };
  }

  /** Of a literal; a name is never looked up. */
  public static Optional<Address> parse(String text) {
    if (text.length() > LONGEST_TEXT || !LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static long number(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | (bytes[i] & 255);
    }
    return number;
  }

  private boolean v4() {
    return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
  }

  /** It means something else in each network namespace. */
  boolean loopback() {
    return v4() ? (low >>> 24 & 255) == 127 : high == 0 && low == 1;
  }

  /** None is known: of a UDP socket that is not connected. */
  boolean unspecified() {
    return high == 0 && (low == 0 || low == MAPPED);
  }
}
