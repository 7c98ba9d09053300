package dev.nodecast.wire;

import dev.nodecast.catalog.ColumnType;

/**
 * What a reader must know of the sender's schema: types and group bounds, as arrays.
 *
 * @param types {@code types[kind][column]}
 * @param firstColumn {@code firstColumn[kind][group]}, with one more entry at the end: the kind's
 *     number of columns
 * @param labels number of labels per kind
 */
public record SchemaShape(ColumnType[][] types, int[][] firstColumn, int[] labels) {}
