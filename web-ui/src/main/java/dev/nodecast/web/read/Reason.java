package dev.nodecast.web.read;

import java.time.Instant;

/**
 * A count with its reason: drops, refusals, errors.
 *
 * @param id short and stable, such as {@code wrong_token}
 * @param text what happened, for people who do not know this system
 * @param where the node, or what else it happened to; empty when it belongs to nothing
 * @param last when it happened for the last time; EPOCH when not known
 * @param lost whether something that was measured may be missing now; not so for what was left out
 *     on purpose, or comes again
 */
public record Reason(
    String id, String text, String where, long count, Instant last, boolean lost) {}
