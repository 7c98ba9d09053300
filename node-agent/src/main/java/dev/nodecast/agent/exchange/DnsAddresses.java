package dev.nodecast.agent.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * By what name an address was looked up on this machine last, out of the answers that passed: A and
 * AAAA records (RFC 1035 section 3.4.1, RFC 3596) under the name that was asked for, whatever
 * aliases are between. Of bounded number: what was looked up longest ago goes. For one thread.
 */
public final class DnsAddresses {
  static final int MAX = 4_096;

  /** Programs keep addresses for longer than they may. */
  static final long LEAST_NS = 300_000_000_000L;

  /** RFC 1035 allows 68 years. */
  static final long MOST_NS = 86_400_000_000_000L;

  private static final int RECORD = 10;
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int IN = 1;
  private static final long MAPPED = 0xffff_0000_0000L;

  private record Key(long high, long low) {}

  private record Name(String name, long untilNs) {}

  private final Map<Key, Name> names =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Name> eldest) {
          return size() > MAX;
        }
      };

  /**
   * Takes the addresses of an answer.
   *
   * @param at where its first record begins, behind the question
   * @param count records that it says it has
   * @param name what was asked for
   */
  void take(byte[] bytes, int at, int to, int count, String name, long nowNs) {
    int left = count;
    int next = at;
    while (left-- > 0) {
      next = DnsMessage.behindName(bytes, next, to);
      if (next + RECORD > to) {
        return;
      }
      int type = DnsMessage.u16(bytes, next);
      int size = DnsMessage.u16(bytes, next + 8);
      boolean address = (type == A && size == 4) || (type == AAAA && size == 16);
      int data = next + RECORD;
      if (address && DnsMessage.u16(bytes, next + 2) == IN && data + size <= to) {
        long ttl = number(bytes, next + 4, 4) * 1_000_000_000L;
        Key key =
            size == 4
                ? new Key(0, MAPPED | number(bytes, data, 4))
                : new Key(number(bytes, data, 8), number(bytes, data + 8, 8));
        long until = nowNs + Math.max(LEAST_NS, Math.min(ttl, MOST_NS));
        names.remove(key); // to be the youngest
        names.put(key, new Name(name, until));
      }
      next = data + size;
    }
  }

  /** The name of an address of 16 bytes, IPv4 mapped into IPv6; null: none is known any more. */
  public String of(byte[] address, long nowNs) {
    Name name = names.get(new Key(number(address, 0, 8), number(address, 8, 8)));
    return name == null || name.untilNs() - nowNs < 0 ? null : name.name();
  }

  private static long number(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | (bytes[i] & 255);
    }
    return number;
  }
}
