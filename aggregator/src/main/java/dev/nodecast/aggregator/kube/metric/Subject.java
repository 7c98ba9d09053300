package dev.nodecast.aggregator.kube.metric;

/**
 * What a point is about; empty where it does not apply.
 *
 * @param kind as in the API, in lower case: pod, node, deployment, container
 * @param workloadKind of the topmost owner: Deployment
 */
public record Subject(
    String kind,
    String namespace,
    String name,
    String uid,
    String node,
    String workloadKind,
    String workload,
    String pod,
    String container) {}
