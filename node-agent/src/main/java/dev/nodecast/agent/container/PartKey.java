package dev.nodecast.agent.container;

import java.util.function.Function;

/**
 * A collector's place in every container.
 *
 * @param index unique among the keys of one {@link Containers}
 * @param make makes the part of a container that has none yet
 */
record PartKey<T extends ContainerPart>(int index, Class<T> type, Function<Container, T> make) {}
