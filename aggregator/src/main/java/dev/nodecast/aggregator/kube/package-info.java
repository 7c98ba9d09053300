/**
 * What the aggregator knows of the Kubernetes cluster it runs in: who talks to the API server, what
 * is kept of each object, and what other parts may ask.
 */
package dev.nodecast.aggregator.kube;
