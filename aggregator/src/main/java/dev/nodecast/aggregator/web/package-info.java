/**
 * The aggregator's HTTP side: the dashboard's reads over the live state, the JSON API, the probes
 * and {@code /metrics}. Lists are answered from {@link dev.nodecast.aggregator.web.Present}, one
 * immutable picture of all nodes and pods that is made at most once per second; pages of a single
 * thing read the live cells themselves, under the node's monitor.
 */
package dev.nodecast.aggregator.web;
