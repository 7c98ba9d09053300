/**
 * Kubernetes objects as far as anything here uses them: stripped when they arrive and before they
 * are kept, so that 100,000 pods fit into memory. Plain records that know no client library. A text
 * that the API leaves out is empty, a number {@code NONE}.
 */
package dev.nodecast.aggregator.kube.model;
