/**
 * Who is at the other end of a connection: what agents tell of their ends is put together by tuple
 * and time, and what has one end only is named by its address.
 */
package dev.nodecast.aggregator.edge;
