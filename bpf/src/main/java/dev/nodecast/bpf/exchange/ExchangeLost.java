package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;

/** struct exchange_lost of exchange.h. */
final class ExchangeLost {
  static final StructLayout LAYOUT = new StructLayout("exchange_lost");
  static final int EVENTS = LAYOUT.u64("events");
  static final int SOCKETS = LAYOUT.u64("sockets");
  static final int REQUESTS = LAYOUT.u64("requests");
  static final int CALLS = LAYOUT.u64("calls");
  static final int COMPAT = LAYOUT.u64("compat");
  static final int URING = LAYOUT.u64("uring");
  static final int RESTS = LAYOUT.u64("rests");
  static final int ENCRYPTED = LAYOUT.u64("encrypted");
  static final int UNCOUNTED = LAYOUT.u64("uncounted");

  private ExchangeLost() {}
}
