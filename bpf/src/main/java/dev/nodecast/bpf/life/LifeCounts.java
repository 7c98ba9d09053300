package dev.nodecast.bpf.life;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/** Processes, not threads, since the programs were loaded. */
public record LifeCounts(long forks, long execs, long exits) {
  /** struct life_counts of life.h. */
  static final StructLayout LAYOUT = new StructLayout("life_counts");

  static final LifeCounts NONE = new LifeCounts(0, 0, 0);

  private static final int FORKS = LAYOUT.u64("forks");
  private static final int EXECS = LAYOUT.u64("execs");
  private static final int EXITS = LAYOUT.u64("exits");

  static LifeCounts read(ByteBuffer buffer, int at) {
    return new LifeCounts(
        buffer.getLong(at + FORKS), buffer.getLong(at + EXECS), buffer.getLong(at + EXITS));
  }

  LifeCounts plus(LifeCounts other) {
    return new LifeCounts(forks + other.forks, execs + other.execs, exits + other.exits);
  }
}
