/**
 * Who asks whom: what exchanges were on a connection is added up until the aggregator says who is
 * at its other end, and then in the row of the two.
 */
package dev.nodecast.agent.edge;
