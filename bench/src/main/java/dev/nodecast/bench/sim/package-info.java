/**
 * Made-up machines and containers whose values move like those of a fleet: most idle, some
 * moderate, few busy, with noise on everything that moves.
 */
package dev.nodecast.bench.sim;
