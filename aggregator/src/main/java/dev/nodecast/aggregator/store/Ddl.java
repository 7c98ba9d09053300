package dev.nodecast.aggregator.store;

import java.util.List;

/**
 * Statements that make and change tables. On one server a kind's table is a MergeTree; on a cluster
 * it is a Distributed table over {@code <name>_local}, sharded by node, so that all rows of a node,
 * and with them its watermark, are on one shard.
 *
 * @param cluster name of the cluster, empty for one server
 */
record Ddl(String cluster) {
  static final String LOCAL = "_local";

  /** Tokens of inserted blocks that a table remembers; far more than can be in flight. */
  private static final int REMEMBERED_BLOCKS = 1000;

  /**
   * Labels by which people ask without those that stand before them in the order. Rows of about a
   * dozen pods share a granule, so a set of them is small and skips nearly everything: one pod's
   * columns cost half as much processor time, and the index 0.05 bytes per row.
   */
  private static final List<String> INDEXED = List.of("pod", "pod_uid", "uid");

  boolean clustered() {
    return !cluster.isEmpty();
  }

  /** The table that holds the rows: the one to alter and to drop partitions of. */
  String holding(Table table) {
    return table.qualified() + (clustered() ? LOCAL : "");
  }

  String onCluster() {
    return clustered() ? " ON CLUSTER " + name(cluster) : "";
  }

  /** Fills the places of a numbered schema file. */
  String fill(String sql) {
    return sql.replace("${on_cluster}", onCluster().strip())
        .replace("${replicated}", clustered() ? "Replicated" : "");
  }

  String create(Table table, long hours) {
    StringBuilder out = new StringBuilder();
    out.append("CREATE TABLE IF NOT EXISTS ").append(holding(table)).append(onCluster());
    out.append("\n(\n");
    String separator = "    ";
    for (Field field : table.fields()) {
      out.append(separator).append(column(field));
      separator = ",\n    ";
    }
    for (Table.Alias alias : table.aliases()) {
      out.append(separator).append(alias(alias));
    }
    for (String label : INDEXED) {
      if (table.kind().labels().contains(label)) {
        out.append(separator).append("INDEX ").append(label).append("_set ").append(label);
        out.append(" TYPE set(64) GRANULARITY 1");
      }
    }
    if (table == SpanTable.TABLE) {
      // Whoever has a trace's id knows neither its time nor its services.
      out.append(separator).append("INDEX trace_id_bloom trace_id");
      out.append(" TYPE bloom_filter GRANULARITY 1");
    }
    out.append("\n)\nENGINE = ").append(engine(table));
    out.append("\nPARTITION BY ").append(table.layout().partition());
    out.append("\nORDER BY ").append(table.layout().order());
    out.append("\nTTL ").append(ttl(table, hours));
    out.append("\nSETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1");
    if (!clustered() && table.resolution() == Resolution.RAW) {
      // 0 is the default: no deduplication at all.
      out.append(", non_replicated_deduplication_window = ").append(REMEMBERED_BLOCKS);
    }
    return out.append("\nCOMMENT ")
        .append(text(table.kind().help() + " " + table.layout().row()))
        .toString();
  }

  /** The table that people and the aggregator name; only on a cluster. */
  String distributed(Table table) {
    return "CREATE TABLE IF NOT EXISTS "
        + table.qualified()
        + onCluster()
        + " AS "
        + holding(table)
        + "\nENGINE = Distributed("
        + text(cluster)
        + ", "
        + text(Table.DATABASE)
        + ", "
        + text(table.name() + LOCAL)
        + ", cityHash64("
        + table.layout().shard()
        + "))";
  }

  String addColumn(String qualified, Field field) {
    return "ALTER TABLE " + qualified + onCluster() + " ADD COLUMN IF NOT EXISTS " + column(field);
  }

  String addAlias(String qualified, Table.Alias alias) {
    return "ALTER TABLE " + qualified + onCluster() + " ADD COLUMN IF NOT EXISTS " + alias(alias);
  }

  String modifyTtl(Table table, long hours) {
    return "ALTER TABLE "
        + holding(table)
        + onCluster()
        + " MODIFY TTL "
        + ttl(table, hours)
        + " SETTINGS materialize_ttl_after_modify = 0";
  }

  String dropPartition(Table table, String partitionId) {
    return "ALTER TABLE "
        + holding(table)
        + onCluster()
        + " DROP PARTITION ID "
        + text(partitionId);
  }

  /** A system table of one server, or of all of the cluster. */
  String everywhere(String table) {
    return clustered() ? "clusterAllReplicas(" + text(cluster) + ", " + table + ")" : table;
  }

  /** As ClickHouse itself writes it, to find it again in a table's definition. */
  static String ttl(Table table, long hours) {
    return table.layout().clock() + " + toIntervalHour(" + hours + ")";
  }

  private String engine(Table table) {
    String version = table.resolution() == Resolution.RAW ? "" : "windows";
    String family = version.isEmpty() ? "MergeTree" : "ReplacingMergeTree";
    if (!clustered()) {
      return family + (version.isEmpty() ? "" : "(" + version + ")");
    }
    return "Replicated"
        + family
        + "('/clickhouse/tables/{shard}/nodecast/"
        + table.name()
        + "', '{replica}'"
        + (version.isEmpty() ? "" : ", " + version)
        + ")";
  }

  private static String column(Field field) {
    boolean computed = field.role() == Field.Role.COMPUTED;
    return name(field.name())
        + ' '
        + field.type()
        + (computed ? " DEFAULT " + field.rollup() : "")
        + " COMMENT "
        + text(field.help())
        + " CODEC("
        + field.codec()
        + ")";
  }

  private static String alias(Table.Alias alias) {
    return name(alias.name()) + ' ' + alias.type() + " ALIAS " + alias.expression();
  }

  static String name(String identifier) {
    return '`' + identifier.replace("\\", "\\\\").replace("`", "\\`") + '`';
  }

  static String text(String value) {
    return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
  }
}
