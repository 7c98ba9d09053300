package dev.nodecast.bpf.life;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * What had no room since the programs were loaded.
 *
 * @param counts what happened in cgroups that found the map full: known in sum, not by cgroup
 * @param events exits that found the ring full
 */
public record LifeLost(LifeCounts counts, long events) {
  /** struct life_lost of life.h. */
  static final StructLayout LAYOUT = new StructLayout("life_lost");

  static final LifeLost NOTHING = new LifeLost(LifeCounts.NONE, 0);

  private static final int COUNTS = LAYOUT.struct("counts", LifeCounts.LAYOUT);
  private static final int EVENTS = LAYOUT.u64("events");

  static LifeLost read(ByteBuffer buffer, int at) {
    return new LifeLost(LifeCounts.read(buffer, at + COUNTS), buffer.getLong(at + EVENTS));
  }

  LifeLost plus(LifeLost other) {
    return new LifeLost(counts.plus(other.counts), events + other.events);
  }
}
