/**
 * What the machine as a whole says: one collector per kernel source, listed in {@code Collectors}.
 */
package dev.nodecast.agent.host;
