package dev.nodecast.aggregator.map;

/**
 * Where a service stands.
 *
 * @param column from the left, in the direction of calls
 * @param row from the top
 */
public record Place(int column, int row) {}
