package dev.nodecast.aggregator.store;

import java.util.Map;

/**
 * The answer to a {@link SeriesQuery}.
 *
 * @param resolution of the rows it was computed from
 * @param fromSeconds beginning of the first point, Unix seconds
 * @param stepSeconds time of one point
 * @param values by value of the label asked {@code by} (the empty text without one), {@code
 *     [line][point]}; NaN is a gap: nothing was measured, nothing is made up
 */
public record Series(
    Resolution resolution, long fromSeconds, int stepSeconds, Map<String, double[][]> values) {}
