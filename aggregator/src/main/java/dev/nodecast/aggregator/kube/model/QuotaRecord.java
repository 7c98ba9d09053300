package dev.nodecast.aggregator.kube.model;

import java.util.Map;

/**
 * A resource quota, of a namespace or (OpenShift) of the cluster.
 *
 * @param hard by resource; cpu in thousandths of a core
 * @param byNamespace what each namespace uses, of a quota of the cluster
 */
public record QuotaRecord(
    Meta meta,
    Map<String, Long> hard,
    Map<String, Long> used,
    Map<String, QuotaRecord> byNamespace) {}
