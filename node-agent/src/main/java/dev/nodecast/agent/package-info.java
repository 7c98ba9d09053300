/** The agent of one machine. Start at {@code Agent}: its main reads like a wiring diagram. */
package dev.nodecast.agent;
