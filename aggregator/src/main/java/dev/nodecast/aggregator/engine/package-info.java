/**
 * The embedded ClickHouse engine: libchdb, the in-process ClickHouse, behind ClickHouse's own HTTP
 * interface. It runs in a child process ({@link dev.nodecast.aggregator.engine.ClickHouseProcess}),
 * since a native engine that crashes, or replaces signal handlers, must not take the aggregator
 * with it; {@link dev.nodecast.aggregator.engine.EmbeddedClickHouse} starts and supervises it. All
 * else talks HTTP, so that a real ClickHouse server can take its place by URL.
 */
package dev.nodecast.aggregator.engine;
