/**
 * Containers, pods' and plain ones, and systemd units, as the agent finds them in the cgroup trees:
 * who they are ({@link dev.nodecast.agent.container.ContainerNames}), which of them live ({@link
 * dev.nodecast.agent.container.Containers}), and one collector per group of the catalog. All of it
 * belongs to the tick thread.
 */
package dev.nodecast.agent.container;
