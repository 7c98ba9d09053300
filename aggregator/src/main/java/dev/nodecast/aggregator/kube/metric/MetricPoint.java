package dev.nodecast.aggregator.kube.metric;

import java.util.Map;

/**
 * One value.
 *
 * @param attributes by name, beyond what the subject says
 */
public record MetricPoint(
    K8sMetric metric, Subject subject, Map<String, String> attributes, double value) {}
