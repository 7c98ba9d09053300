package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the programs were loaded. */
final class InterruptsLost {
  /** struct irq_lost of irq.h. */
  static final StructLayout LAYOUT = new StructLayout("irq_lost");

  /** Runs of sources beyond the table's bound. */
  static final int SOURCES = LAYOUT.u64("sources");

  private InterruptsLost() {}
}
