package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.StructLayout;

/** The structs of exchange.h for streams of HTTP/2 that are counted in the kernel. */
final class ExchangeHttp2 {
  /** EXCHANGE_HTTP2_BLOCKS. */
  static final int COUNT = 4;

  static final StructLayout BLOCK = new StructLayout("exchange_http2_block");
  static final int FIRST = BLOCK.u64("first");
  static final int SECOND = BLOCK.u64("second");
  static final int SHAPE = BLOCK.u64("shape");
  static final int STATUS = BLOCK.u16("status");
  static final int GRPC_STATUS = BLOCK.u16("grpc_status");
  static final int GRPC = BLOCK.u32("grpc");

  static final StructLayout BLOCKS = new StructLayout("exchange_http2_blocks");
  static final int GENERATION = BLOCKS.u64("generation");
  static final int FIRST_BLOCK = BLOCKS.chars("blocks", COUNT * BLOCK.size());

  static final StructLayout KNOWN = new StructLayout("exchange_http2_known");
  static final int SINCE = KNOWN.u64("since_ns");
  static final int PROCESS = KNOWN.u32("process");
  static final int CONNECTION = KNOWN.u32("connection");
  static final int PLACE = KNOWN.u64("place");
  static final int TO_SERVER = KNOWN.struct("to_server", BLOCKS);
  static final int TO_CLIENT = KNOWN.struct("to_client", BLOCKS);

  static final StructLayout STREAM = new StructLayout("exchange_http2_stream");
  static final int STREAM_SHAPE = STREAM.u64("shape");
  static final int START_NS = STREAM.u64("start_ns");
  static final int END_NS = STREAM.u64("end_ns");
  static final int REQUEST_BYTES = STREAM.u64("request_bytes");
  static final int RESPONSE_BYTES = STREAM.u64("response_bytes");
  static final int STREAM_STATUS = STREAM.u16("status");
  static final int STREAM_GRPC_STATUS = STREAM.u16("grpc_status");
  static final int ENDED = STREAM.u32("ended");
  static final int ASKED = STREAM.u8("asked");
  static final int STREAM_GRPC = STREAM.u8("grpc");
  static final int GRPC_ANSWER = STREAM.u8("grpc_answer");
  static final int COUNTED = STREAM.u8("counted");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = STREAM.chars("pad", 4);

  static final StructLayout SLOT = new StructLayout("exchange_http2_slot");
  static final int OWNER = SLOT.u64("owner");
  static final int SLOT_STREAM = SLOT.struct("stream", STREAM);

  private ExchangeHttp2() {}
}
