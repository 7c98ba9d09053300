/**
 * What the cluster says of itself, after OpenTelemetry's receiver k8s_cluster: a small pure class
 * for each kind makes points and an entity state of a record; {@link
 * dev.nodecast.aggregator.kube.cluster.ClusterReceiver} asks them in time, {@link
 * dev.nodecast.aggregator.kube.cluster.Unhealthy} says in words what is wrong.
 */
package dev.nodecast.aggregator.kube.cluster;
