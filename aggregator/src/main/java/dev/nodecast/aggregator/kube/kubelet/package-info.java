/**
 * What kubelets measure, as OpenTelemetry's receiver kubelet_stats defines it: each node's {@code
 * /stats/summary}, once in an interval.
 */
package dev.nodecast.aggregator.kube.kubelet;
