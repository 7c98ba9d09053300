package dev.nodecast.aggregator.store;

/**
 * What is stored of the cluster. Each question blocks, is bounded in time and rows, and throws
 * {@link DatabaseException} with the database's own words when it cannot be answered. Safe for
 * several threads.
 */
public record ClusterHistory(MetricHistory metrics, ObjectHistory objects, EntityHistory entities) {
  ClusterHistory(Database database) {
    this(new MetricHistory(database), new ObjectHistory(database), new EntityHistory(database));
  }
}
