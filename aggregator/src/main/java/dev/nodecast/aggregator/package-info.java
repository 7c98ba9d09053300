/**
 * The aggregator: ingest, live state, storage, web. Start at {@code Aggregator}: its main reads
 * like a wiring diagram.
 */
package dev.nodecast.aggregator;
