package dev.nodecast.aggregator.ingest;

/**
 * Bounds of one stream.
 *
 * @param windowMs length of stored windows
 * @param maxUnackedBytes told to agents
 * @param maxFrameBytes largest inflated frame
 * @param maxSlots most entities of one kind on one node
 * @param token expected from agents, or empty
 */
public record IngestLimits(
    int windowMs, long maxUnackedBytes, int maxFrameBytes, int maxSlots, String token) {}
