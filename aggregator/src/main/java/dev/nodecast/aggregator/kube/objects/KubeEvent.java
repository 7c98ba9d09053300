package dev.nodecast.aggregator.kube.objects;

/**
 * An event of the cluster, of either API that has them.
 *
 * @param type Normal or Warning
 * @param kind of the object that it is about
 * @param count how often it happened; at least 1
 * @param firstMs Unix milliseconds; as it was read, by the reporter's clock, and {@code
 *     Amounts.NONE} when not said; as it is kept, by ours
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
    String node) {

  /** The same at other times. */
  KubeEvent at(long first, long last) {
    return new KubeEvent(
        uid,
        type,
        reason,
        message,
        kind,
        namespace,
        name,
        objectUid,
        count,
        Math.min(first, last),
        last,
        source,
        node);
  }
}
