/**
 * Talks to the API server: where it has what, list and watch of that, and the lease that keeps
 * aggregators apart. The only package that sees the client library. Its informers are not used:
 * they keep whole objects until they are transformed, fail on what does not parse as the model's
 * class, and do not say which rule is missing.
 */
package dev.nodecast.aggregator.kube.watch;
