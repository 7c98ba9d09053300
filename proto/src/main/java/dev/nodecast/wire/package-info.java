/**
 * The hand-written codec of {@code tick.proto}: {@link dev.nodecast.wire.TickWriter} builds a tick
 * into one reusable buffer, {@link dev.nodecast.wire.TickReader} takes one apart into calls on a
 * {@link dev.nodecast.wire.TickHandler}, both without an object per sample. {@link
 * dev.nodecast.wire.WireSchema} turns the catalog into the schema of a Hello.
 */
package dev.nodecast.wire;
