package dev.nodecast.agent.container;

import dev.nodecast.agent.delta.Samples;

/** What one collector keeps of one container: its files and the entities below it. */
interface ContainerPart {
  /** The container is gone: gives descriptors back and ends entities. */
  void end(Samples samples);
}
