package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;

/** struct exchange_connection of exchange.h: the key of the map of peers. */
final class ExchangePeers {
  static final StructLayout KEY = new StructLayout("exchange_connection");
  static final int SOCKET = KEY.u64("socket");
  static final int SINCE = KEY.u64("since_ns");

  /** EXCHANGE_PEERS. */
  static final long WANTED = 1L << 63;

  private ExchangePeers() {}
}
