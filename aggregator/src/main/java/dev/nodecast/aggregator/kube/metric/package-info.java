/**
 * Metrics of the cluster by their OpenTelemetry names: what there is, one value of it, and where
 * values go.
 */
package dev.nodecast.aggregator.kube.metric;
