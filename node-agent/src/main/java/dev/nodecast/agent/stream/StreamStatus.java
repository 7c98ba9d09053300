package dev.nodecast.agent.stream;

/**
 * The stream at one moment, for self-telemetry.
 *
 * @param connected whether the aggregator has welcomed this agent
 * @param sinceMs when that began or ended, Unix milliseconds
 * @param lastError what ended the last connection, with the remedy where there is one; empty if
 *     none
 * @param sentFrames frames sent since the start, repeated ones too
 * @param sentBytes their compressed bodies
 * @param ackedSeq last acknowledged frame of the present boot id
 * @param unackedFrames frames that are not committed yet, on disk and on the wire
 * @param unackedAgeMs age of the oldest of them
 * @param reconnects connections after the first
 */
public record StreamStatus(
    boolean connected,
    long sinceMs,
    String lastError,
    long sentFrames,
    long sentBytes,
    long ackedSeq,
    long unackedFrames,
    long unackedAgeMs,
    long reconnects) {}
