package dev.nodecast.web.read;

/** A count with its reason: drops, errors, restarts. */
public record Reason(String reason, long count) {}
