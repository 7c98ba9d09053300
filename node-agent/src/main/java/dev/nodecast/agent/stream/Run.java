package dev.nodecast.agent.stream;

/**
 * What one Hello announces: neighbouring segments of one epoch without a gap between them.
 *
 * @param epoch what their frames mean
 * @param firstOrder order of the first segment; of the next new one when there is none
 * @param lastOrder order of the last segment, {@code firstOrder - 1} when there is none
 * @param firstSeq oldest frame; {@code nextSeq} when there is none
 * @param nextSeq one more than the newest frame
 * @param live whether new frames will belong to it
 */
record Run(
    Epoch epoch, long firstOrder, long lastOrder, long firstSeq, long nextSeq, boolean live) {}
