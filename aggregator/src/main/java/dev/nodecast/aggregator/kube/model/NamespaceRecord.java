package dev.nodecast.aggregator.kube.model;

/**
 * A namespace.
 *
 * @param phase Active or Terminating
 */
public record NamespaceRecord(Meta meta, String phase) {}
