/**
 * Objects of any kind as the API server has them, as OpenTelemetry's receiver k8s_objects defines
 * it: pulled from time to time, or watched. By default the cluster's events.
 */
package dev.nodecast.aggregator.kube.objects;
