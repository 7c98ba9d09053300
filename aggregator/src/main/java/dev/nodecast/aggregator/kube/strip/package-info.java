/**
 * From an object as the API server tells it to the record that is kept. Pure functions on a JSON
 * tree, which is gone afterwards: a whole pod is ten times its record. They never fail on what is
 * missing or of another type; such a field is empty.
 */
package dev.nodecast.aggregator.kube.strip;
