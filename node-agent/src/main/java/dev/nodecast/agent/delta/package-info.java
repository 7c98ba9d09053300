/**
 * The one place that remembers the previous sample. Collectors hand over raw values; here counters
 * become increases (resets and restarts are resolved once), entities get small slot numbers, and
 * {@link dev.nodecast.agent.delta.TickEncoder} writes what changed. All of it belongs to the tick
 * thread.
 */
package dev.nodecast.agent.delta;
