package dev.nodecast.aggregator.edge;

/** An address and a port. */
public record Endpoint(Address address, int port) {}
