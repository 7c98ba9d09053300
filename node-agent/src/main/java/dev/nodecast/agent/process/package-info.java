/**
 * Processes: which of them are reported ({@link dev.nodecast.agent.process.ProcessTable}), and one
 * collector per group of the catalog. A process is its pid and its start: a pid that is used again
 * is another process. All of it belongs to the tick thread.
 */
package dev.nodecast.agent.process;
