package dev.nodecast.aggregator.kube.metric;

/**
 * An object as the API server told it.
 *
 * @param seenMs when this process got it, Unix milliseconds
 * @param event ADDED, MODIFIED, DELETED, or empty of one that was pulled
 * @param resource plural name: events
 * @param json the object whole
 */
public record ObjectState(
    long seenMs,
    String event,
    String group,
    String version,
    String resource,
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String json) {}
