/**
 * The past, in ClickHouse: schema from the catalog, one writer that commits whole {@link
 * dev.nodecast.aggregator.store.Window}s exactly once, rollups as idempotent inserts, retention,
 * and the history queries.
 */
package dev.nodecast.aggregator.store;
