package dev.nodecast.aggregator.kube.model;

/**
 * A persistent volume or a claim on one.
 *
 * @param phase Bound, Pending, …
 * @param volume name of the volume that a claim got
 * @param requested bytes; {@link Amounts#NONE} of a volume
 * @param capacity bytes
 */
public record VolumeRecord(
    Meta meta, String phase, String storageClass, String volume, long requested, long capacity) {}
