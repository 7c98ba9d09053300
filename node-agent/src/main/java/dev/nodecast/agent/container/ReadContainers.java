package dev.nodecast.agent.container;

import dev.nodecast.agent.delta.Samples;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The containers that have an entity, without those that nobody is to hear of: reading their files
 * would cost as much as reading any other's. A container whose name is not known yet is read, or
 * what it did in its first second would be lost.
 */
final class ReadContainers {
  private final List<Container> read = new ArrayList<>();
  private final List<Container> resting = new ArrayList<>();
  private long verdicts = -1;
  private boolean added;

  void add(Container container) {
    read.add(container);
    added = true;
  }

  void remove(Container container) {
    if (!read.remove(container)) {
      resting.remove(container);
    }
  }

  /** Takes in what was filtered since the last call, or is not any longer. */
  void refresh(Samples samples) {
    if (verdicts == samples.verdicts() && !added) {
      return;
    }
    verdicts = samples.verdicts();
    added = false;
    List<Container> wanted = new ArrayList<>();
    for (Iterator<Container> all = resting.iterator(); all.hasNext(); ) {
      Container container = all.next();
      if (!container.entity().filtered()) {
        all.remove();
        samples.forget(container.entity());
        wanted.add(container);
      }
    }
    for (Iterator<Container> all = read.iterator(); all.hasNext(); ) {
      Container container = all.next();
      if (container.entity().filtered()) {
        all.remove();
        container.rest(samples);
        resting.add(container);
      }
    }
    read.addAll(wanted);
  }

  /** In order of appearance. */
  List<Container> all() {
    return read;
  }
}
