package dev.nodecast.bpf.scheduling;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the program was loaded. */
final class SchedulingLost {
  /** struct scheduling_lost of scheduling.h. */
  static final StructLayout LAYOUT = new StructLayout("scheduling_lost");

  /** Context switches of threads beyond those that are remembered. */
  static final int SWITCHES = LAYOUT.u64("switches");

  private SchedulingLost() {}
}
