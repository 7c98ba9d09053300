/**
 * What the containers of this node's pods are called: {@link dev.nodecast.agent.identity.PodNames}
 * remembers it, {@link dev.nodecast.agent.identity.PodNaming} answers with it, and it comes down
 * the aggregator's stream, from the API server or from the kubelet.
 */
package dev.nodecast.agent.identity;
