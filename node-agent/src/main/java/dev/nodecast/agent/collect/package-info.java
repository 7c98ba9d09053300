/**
 * The one interface that everything measured goes through: a {@link
 * dev.nodecast.agent.collect.Collector} reads one kernel source and hands raw values to {@link
 * dev.nodecast.agent.delta.Samples}; the runner alone decides when, times it, keeps a failure from
 * spreading and reports how it went.
 */
package dev.nodecast.agent.collect;
