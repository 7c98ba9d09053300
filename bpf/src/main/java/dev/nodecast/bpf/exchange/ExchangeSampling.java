package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;

/** struct exchange_sampling of exchange.h. */
final class ExchangeSampling {
  static final StructLayout LAYOUT = new StructLayout("exchange_sampling");
  static final int INTERVAL_NS = LAYOUT.u64("interval_ns");
  static final int LEFT = LAYOUT.u64("left");

  private ExchangeSampling() {}
}
