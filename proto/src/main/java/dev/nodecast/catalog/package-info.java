/**
 * What is measured, declared once as data. An entity {@link dev.nodecast.catalog.Kind} has labels
 * and typed {@link dev.nodecast.catalog.Column}s; the columns that one collector fills at one
 * cadence form a {@link dev.nodecast.catalog.Group}. The wire schema, the live state's layout, the
 * ClickHouse tables, the metric names of every export and the reference page of the docs all come
 * from here. Start at {@link dev.nodecast.catalog.Catalog}.
 */
package dev.nodecast.catalog;
