package dev.nodecast.bpf.exchange;

import java.util.EnumSet;
import java.util.Set;

/**
 * What connections are looked at for. One of no interest costs a look-up for each send and receive.
 *
 * @param protocols none: nothing is looked at
 * @param roles ends whose requests are counted
 */
public record ExchangeScope(Set<ExchangeProtocol> protocols, Set<ExchangeRole> roles) {
  public ExchangeScope {
    protocols = Set.copyOf(protocols);
    roles = Set.copyOf(roles);
  }

  /** At both ends. */
  public static ExchangeScope of(Set<ExchangeProtocol> protocols) {
    return new ExchangeScope(protocols, EnumSet.allOf(ExchangeRole.class));
  }

  /** All that there is. */
  public static ExchangeScope all() {
    return of(Set.copyOf(ExchangeProtocol.SPOKEN));
  }

  /** As exchange_wanted has it, but for who is at the other end. */
  long mask() {
    long mask = 0;
    for (ExchangeProtocol protocol : protocols) {
      mask |= 1L << protocol.ordinal();
    }
    for (ExchangeRole role : ExchangeRole.values()) {
      mask |= roles.contains(role) ? 0 : role.unwanted;
    }
    return mask;
  }
}
