package dev.nodecast.aggregator.kube.model;

/** A horizontal pod autoscaler. Numbers are replicas; {@link Amounts#NONE} where none is given. */
public record HpaRecord(
    Meta meta,
    long min,
    long max,
    long current,
    long desired,
    String targetApiVersion,
    String targetKind,
    String targetName) {}
