package dev.nodecast.bpf.block;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the programs were loaded. */
final class BlockLost {
  /** struct block_lost of block.h. */
  static final StructLayout LAYOUT = new StructLayout("block_lost");

  /** Requests that found the table of those under way full. */
  static final int REQUESTS = LAYOUT.u64("requests");

  /** Requests to devices beyond the table's bound. */
  static final int DEVICES = LAYOUT.u64("devices");

  private BlockLost() {}
}
