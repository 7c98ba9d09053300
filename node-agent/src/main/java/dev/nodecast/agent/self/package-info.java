/**
 * The agent's measurement of itself: what it costs, how its collectors fare, what it had to drop.
 */
package dev.nodecast.agent.self;
