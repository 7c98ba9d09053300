/**
 * Measurements of the whole: every figure that the project promises, each beside its target and
 * taken the way docs/benchmarks.md says. Black box where possible: programs from dist/, HTTP, gRPC,
 * /proc.
 */
package dev.nodecast.bench;
