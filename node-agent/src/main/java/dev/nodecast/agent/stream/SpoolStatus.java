package dev.nodecast.agent.stream;

/**
 * The spool at one moment; drops count frames since this process opened it.
 *
 * @param bytes size of all segment files
 * @param maxBytes their bound
 * @param segments number of them
 * @param unackedFrames frames that the aggregator has not committed
 * @param unackedAgeMs age of the oldest of them (within a segment interpolated), 0 without
 * @param ackedSeq last acknowledged sequence number of the present boot id, 0 before the first
 * @param droppedFull the spool was at its bound, the oldest went
 * @param droppedDisk the disk refused them
 * @param droppedCorrupt unreadable after a crash
 * @param droppedRejected the aggregator refused them as malformed
 */
public record SpoolStatus(
    long bytes,
    long maxBytes,
    int segments,
    long unackedFrames,
    long unackedAgeMs,
    long ackedSeq,
    long droppedFull,
    long droppedDisk,
    long droppedCorrupt,
    long droppedRejected) {}
