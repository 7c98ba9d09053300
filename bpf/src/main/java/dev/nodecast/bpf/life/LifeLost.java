package dev.nodecast.bpf.life;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the programs were loaded. */
final class LifeLost {
  /** struct life_lost of life.h. */
  static final StructLayout LAYOUT = new StructLayout("life_lost");

  /** Exits that found the ring full. */
  static final int EVENTS = LAYOUT.u64("events");

  /** Cgroups whose making or removal did. */
  static final int CGROUPS = LAYOUT.u64("cgroups");

  private LifeLost() {}
}
