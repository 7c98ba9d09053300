package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;

/** struct exchange_shape of exchange.h, and its key. */
final class ExchangeShape {
  static final StructLayout KEY = new StructLayout("exchange_shape_key");
  static final int SHAPE = KEY.u64("shape");
  static final int STATUS = KEY.u32("status");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = KEY.u32("pad");

  static final StructLayout LAYOUT = new StructLayout("exchange_shape");
  static final int REQUESTS = LAYOUT.u64("requests");
  static final int REQUEST_BYTES = LAYOUT.u64("request_bytes");
  static final int RESPONSE_BYTES = LAYOUT.u64("response_bytes");

  @SuppressWarnings("unused") // the kernel program's own
  private static final int TOLD = LAYOUT.u64("told_ns");

  @SuppressWarnings("unused")
  private static final int SLOW = LAYOUT.u64("slow_ns");

  static final int DURATION = LAYOUT.hist("duration_us");
  static final int REQUEST_SIZE = LAYOUT.hist("request_size");
  static final int RESPONSE_SIZE = LAYOUT.hist("response_size");

  private ExchangeShape() {}
}
