/**
 * Raw HTTP to the API server and to kubelets: bounded in bytes and time. The credentials are those
 * of the Kubernetes client, which renews them.
 */
package dev.nodecast.aggregator.kube.http;
