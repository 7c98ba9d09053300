package dev.nodecast.agent.collect;

import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Group;
import java.io.IOException;
import java.util.List;

/**
 * Reads one kernel source and reports what it says, unchanged: cumulative counters and instant
 * gauges. Called by one thread. Never logs, never remembers a sample: the delta package does.
 */
public interface Collector {
  /**
   * The groups that it fills, all of one cadence. The first one's name is the collector's:
   * configuration key, self-metric label, doc row.
   */
  List<Group> groups();

  /** Asked once, before the first run. */
  Support support();

  /**
   * Reads once.
   *
   * @throws IOException when the source could not be read; the runner counts it and goes on with
   *     the others
   */
  Outcome collect(Samples samples) throws IOException;

  default String name() {
    return groups().get(0).name();
  }
}
