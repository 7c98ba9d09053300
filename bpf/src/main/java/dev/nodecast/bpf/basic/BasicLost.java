package dev.nodecast.bpf.basic;

import dev.nodecast.bpf.StructLayout;

/** What found no room: struct basic_lost of basic.h. */
final class BasicLost {
  static final StructLayout LAYOUT = new StructLayout("basic_lost");
  static final int CGROUPS = LAYOUT.u64("cgroups");
  static final int CONNECTS = LAYOUT.u64("connects");
  static final int VICTIMS = LAYOUT.u64("victims");

  private BasicLost() {}
}
