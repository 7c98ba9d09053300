package dev.nodecast.bpf.packets;

import dev.nodecast.bpf.StructLayout;

/** What had no room since the programs were loaded. */
final class PacketsLost {
  /** struct packets_lost of packets.h. */
  static final StructLayout LAYOUT = new StructLayout("packets_lost");

  /** Sockets that are known by their v2 cgroup alone. */
  static final int OWNERS = LAYOUT.u64("owners");

  private PacketsLost() {}
}
