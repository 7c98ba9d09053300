package dev.nodecast.web.read;

/**
 * Packets that the kernel dropped for one reason.
 *
 * @param reason the kernel's name of it, without SKB_DROP_REASON
 * @param packets since the agent began to count
 */
public record DropRow(String reason, double packetsPerSecond, double packets) {}
