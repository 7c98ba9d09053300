package dev.nodecast.aggregator.kube.objects;

/**
 * An event of the cluster, of either API that has them.
 *
 * @param type Normal or Warning
 * @param kind of the object that it is about
 * @param count how often it happened; at least 1
 * @param firstMs by the reporter's clock, Unix milliseconds; {@code Amounts.NONE} when not said
 * @param source who reported: kubelet, on a node
 */
public record KubeEvent(
    String uid,
    String type,
    String reason,
    String message,
    String kind,
    String namespace,
    String name,
    String objectUid,
    long count,
    long firstMs,
    long lastMs,
    String source,
    String node) {}
