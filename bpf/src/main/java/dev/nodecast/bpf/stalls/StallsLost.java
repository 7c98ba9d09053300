package dev.nodecast.bpf.stalls;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the programs were loaded. */
final class StallsLost {
  /** struct stalls_lost of stalls.h. */
  static final StructLayout LAYOUT = new StructLayout("stalls_lost");

  /** OOM kills that found the ring full. */
  static final int EVENTS = LAYOUT.u64("events");

  /** Reclaims that found the table of those under way full. */
  static final int RECLAIMS = LAYOUT.u64("reclaims");

  private StallsLost() {}
}
