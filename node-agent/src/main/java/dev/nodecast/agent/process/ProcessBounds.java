package dev.nodecast.agent.process;

/**
 * How many processes are reported.
 *
 * @param others processes outside containers, the busiest first
 * @param inContainers processes inside containers, in order of appearance
 */
public record ProcessBounds(int others, int inContainers) {}
