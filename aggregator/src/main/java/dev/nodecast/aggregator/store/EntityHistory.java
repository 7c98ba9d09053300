package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.store.ClusterQuery.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stored states of the cluster's entities. */
public final class EntityHistory {
  /** Columns that may be asked by. */
  public static final List<String> COLUMNS = List.of("type", "uid", "namespace", "name");

  private static final String TABLE = ClusterTables.ENTITY.table().qualified();

  /** A state, and when it was told. */
  public record Told(long timeMs, EntityState state) {}

  private final Database database;

  EntityHistory(Database database) {
    this.database = database;
  }

  /** The last state within the query's time of each entity, by type and name. */
  public Page<Told> latest(ClusterQuery query) {
    Map<String, Object> parameters = new HashMap<>();
    Map<String, String> columns = new TreeMap<>();
    COLUMNS.forEach(column -> columns.put(column, column));
    String where =
        query.condition(
            columns,
            List.of("name", "namespace", "arrayStringConcat(mapValues(attributes), ' ')"),
            parameters);
    long matching =
        database
            .query(
                "SELECT toInt64(uniqExact(type, uid)) AS n FROM " + TABLE + " WHERE " + where,
                parameters,
                ClusterQuery.LIMITS,
                row -> row.getLong("n"))
            .get(0);
    List<Told> rows =
        database.query(
            "SELECT toInt64(toUnixTimestamp64Milli(ts)) AS ms, toString(type) AS e0, uid AS e1,"
                + " toString(namespace) AS e2, name AS e3,"
                + " arrayMap(k -> toString(k), mapKeys(attributes)) AS keys,"
                + " mapValues(attributes) AS texts, relations.how AS r0, relations.type AS r1,"
                + " relations.uid AS r2, toInt64(deleted) AS gone FROM (SELECT * FROM "
                + TABLE
                + " WHERE "
                + where
                + " ORDER BY ts DESC LIMIT 1 BY type, uid) ORDER BY e0, e2, e3, e1"
                + " LIMIT {limit:UInt32} OFFSET {offset:UInt32}",
            parameters,
            ClusterQuery.LIMITS,
            row ->
                new Told(
                    row.getLong("ms"),
                    new EntityState(
                        row.getString("e0"),
                        row.getString("e1"),
                        row.getString("e2"),
                        row.getString("e3"),
                        ClusterQuery.map(row.getStringArray("keys"), row.getStringArray("texts")),
                        relations(
                            row.getStringArray("r0"),
                            row.getStringArray("r1"),
                            row.getStringArray("r2")),
                        row.getLong("gone") != 0)));
    return new Page<>(rows, matching);
  }

  private static List<Relation> relations(String[] how, String[] type, String[] uid) {
    List<Relation> out = new ArrayList<>();
    for (int i = 0; i < how.length; i++) {
      out.add(new Relation(how[i], type[i], uid[i]));
    }
    return out;
  }
}
