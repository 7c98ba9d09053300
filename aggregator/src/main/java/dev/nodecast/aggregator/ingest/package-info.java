/**
 * The gRPC edge: protobuf classes stop here. An {@link dev.nodecast.aggregator.ingest.AgentSession}
 * per stream checks what comes, applies it to the live state and hands closed windows to the store;
 * {@link dev.nodecast.aggregator.ingest.Sessions} knows who is connected.
 */
package dev.nodecast.aggregator.ingest;
