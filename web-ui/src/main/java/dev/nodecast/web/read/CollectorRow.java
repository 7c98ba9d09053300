package dev.nodecast.web.read;

/**
 * One collector of one agent.
 *
 * @param runs since the agent started
 * @param seconds how long a run takes, mean of the last minute
 * @param outcome of the last run: "produced", "empty", "failed", "unsupported"
 * @param reason why it produced nothing; empty when it did
 */
public record CollectorRow(
    String name, double runs, double seconds, String outcome, String reason) {}
