/**
 * Golden signals against the clocks of those who asked. A {@code Peer} is a real server of one
 * protocol and a client of ours, which knows how many requests it made, how many failed and how
 * long each took; {@code ServiceTruth} compares that with what was stored.
 */
package dev.nodecast.bench.truth;
