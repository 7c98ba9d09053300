/**
 * The present: the last value of every cell of every node, in primitive arrays that frames are
 * decoded into. One writer per node (its stream), any number of readers; both hold the {@link
 * dev.nodecast.aggregator.live.NodeState}'s monitor, for microseconds.
 */
package dev.nodecast.aggregator.live;
