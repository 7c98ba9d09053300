package dev.nodecast.web.read;

/**
 * One kernel map on all nodes that have it.
 *
 * @param nodes how many
 * @param entries on the node where it is fullest; NaN where they cannot be counted
 * @param capacity there
 * @param fullest that node; empty when entries cannot be counted
 * @param memoryBytes on the node where it is largest
 * @param lost updates and events that found it full, in sum; NaN when nobody tells
 */
public record MapRow(
    String subject,
    String map,
    int nodes,
    double entries,
    double capacity,
    String fullest,
    double memoryBytes,
    double lost) {}
