package dev.nodecast.bpf.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which end of a connection is here. */
public enum ExchangeRole {
  /** Requests come in. */
  SERVER(61),

  /** Requests go out. */
  CLIENT(62);

  /** Of exchange_wanted: EXCHANGE_NO_SERVERS, EXCHANGE_NO_CLIENTS. */
  final long unwanted;

  ExchangeRole(int bit) {
    unwanted = 1L << bit;
  }

  /** As column {@code role} of table {@code service} has it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ExchangeRole> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  /** The texts of all. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(ExchangeRole::text).toList();
  }
}
