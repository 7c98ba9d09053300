package dev.nodecast.aggregator.kube.model;

/**
 * Who made an object and takes it along when it goes ({@code metadata.ownerReferences}, the one
 * that controls).
 *
 * @param kind as in the API: {@code ReplicaSet}
 */
public record OwnerRef(String kind, String name, String uid) {}
