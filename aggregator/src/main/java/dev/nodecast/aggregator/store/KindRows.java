package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Kind;

/**
 * The rows of one kind in one window, column by column; arrays are indexed {@code [label or
 * column][row]} and may be longer than {@code size}. Not changed after it was handed to the store.
 *
 * @param kind of the aggregator's own catalog
 * @param size number of rows: one per entity that lived in the window
 * @param labels values of the kind's labels
 * @param values counters: sum over the window; gauges: last value; {@code Column.NOT_MEASURED}
 *     where nothing was measured; null for text and histogram columns
 * @param maxima largest value in the window, for columns that keep it; null for the others
 * @param texts last text or null, for text columns; null for the others
 * @param buckets bucket indexes, ascending, for histogram columns; null for the others and for rows
 *     without values
 * @param bucketCounts the counts that belong to {@code buckets}
 */
public record KindRows(
    Kind kind,
    int size,
    String[][] labels,
    long[][] values,
    long[][] maxima,
    String[][] texts,
    int[][][] buckets,
    long[][][] bucketCounts)
    implements TableRows {}
