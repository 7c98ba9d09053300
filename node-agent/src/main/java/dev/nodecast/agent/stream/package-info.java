/**
 * Delivery: every tick goes to a bounded {@link dev.nodecast.agent.stream.Spool} on disk first; one
 * thread reads it from there and sends it over one gRPC stream; what the aggregator has committed
 * leaves the disk. The heap holds a few frames however long the aggregator is away. The tick thread
 * sees only {@link dev.nodecast.agent.stream.Delivery}.
 */
package dev.nodecast.agent.stream;
