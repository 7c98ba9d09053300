package dev.nodecast.web.read;

/**
 * A count with its reason: drops, errors, restarts.
 *
 * @param lost whether something that was measured is missing now; not so for what was left out on
 *     purpose
 */
public record Reason(String reason, long count, boolean lost) {}
