package dev.nodecast.bpf.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a connection speaks; enum exchange_protocol of exchange.h, in its order. */
public enum ExchangeProtocol {
  UNDECIDED,
  IGNORED,
  HTTP1,
  HTTP2,
  POSTGRESQL,
  MYSQL,
  REDIS,
  KAFKA,
  DNS;

  private static final ExchangeProtocol[] ALL = values();

  /** What connections may speak. */
  public static final List<ExchangeProtocol> SPOKEN =
      Arrays.stream(ALL).filter(protocol -> protocol.ordinal() > IGNORED.ordinal()).toList();

  private final String text = name().toLowerCase(Locale.ROOT);

  static ExchangeProtocol of(int number) {
    return number > 0 && number < ALL.length ? ALL[number] : UNDECIDED;
  }

  /** As configuration and labels spell it. */
  public String text() {
    return text;
  }
}
