/** The kernel programs of this agent: what they measure, and what they cost. */
package dev.nodecast.agent.ebpf;
