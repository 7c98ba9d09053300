package dev.nodecast.aggregator.kube.model;

import java.util.List;
import java.util.Map;

/**
 * A service.
 *
 * @param type ClusterIP, NodePort, LoadBalancer or ExternalName
 * @param ips of the cluster
 * @param ports as {@code name:port/protocol}
 * @param ingress how many addresses its load balancer has
 */
public record ServiceRecord(
    Meta meta,
    String type,
    List<String> ips,
    List<String> ports,
    Map<String, String> selector,
    int ingress,
    boolean publishNotReadyAddresses,
    String trafficDistribution) {}
