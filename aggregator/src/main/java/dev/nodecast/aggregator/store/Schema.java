package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to what this version expects: every kind's tables from the catalog, those of
 * events, spans and of the cluster, and numbered files for what is not derived. Running it again
 * changes nothing.
 */
final class Schema {
  private static final Logger log = LoggerFactory.getLogger(Schema.class);

  /** Append only: a file that was released never changes. */
  private static final List<String> FILES =
      List.of(
          "001_database.sql",
          "002_schema_version.sql",
          "003_container_usage.sql",
          "004_pod_owner.sql");

  /** Files that tables need; those behind them need the tables. */
  private static final int BEFORE_TABLES = 2;

  private final Database database;
  private final Ddl ddl;
  private final Periods retention;

  Schema(Database database, Ddl ddl, Periods retention) {
    this.database = database;
    this.ddl = ddl;
    this.retention = retention;
  }

  /** All tables of windows: raw, then the rollups, kind by kind; then those of events and spans. */
  static List<Table> tables(List<Kind> kinds) {
    List<Table> out = new ArrayList<>();
    for (Kind kind : kinds) {
      for (Resolution resolution : Resolution.values()) {
        out.add(Table.of(kind, resolution));
      }
    }
    out.add(EventTable.TABLE);
    out.add(SpanTable.TABLE);
    return out;
  }

  /** Applies what is missing for the whole catalog. */
  void apply() {
    apply(Catalog.KINDS);
  }

  void apply(List<Kind> kinds) {
    // The first file makes the database that the list of applied files is in.
    for (String file : FILES.subList(0, BEFORE_TABLES)) {
      database.execute(ddl.fill(resource(file)));
    }
    Map<String, Map<String, String>> columns = existingColumns();
    Map<String, String> definitions = definitions();

    List<Table> all = new ArrayList<>(tables(kinds));
    all.addAll(ClusterTables.tables());
    for (Table table : all) {
      long keep = retention.hours(table);
      String holding = ddl.holding(table).substring(Table.DATABASE.length() + 1);
      if (!columns.containsKey(holding)) {
        database.execute(ddl.create(table, keep));
      } else {
        upgrade(table, ddl.holding(table), columns.get(holding));
        if (!definitions.getOrDefault(holding, "").contains(Ddl.ttl(table, keep))) {
          database.execute(ddl.modifyTtl(table, keep));
        }
      }
      if (ddl.clustered()) {
        if (!columns.containsKey(table.name())) {
          database.execute(ddl.distributed(table));
        } else {
          upgrade(table, table.qualified(), columns.get(table.name()));
        }
      }
    }
    files();
  }

  /** Applies what is not listed as applied. */
  private void files() {
    List<Long> applied =
        database.query(
            "SELECT toInt64(version) AS version FROM nodecast.schema_version FINAL",
            Map.of(),
            row -> row.getLong("version"));
    for (String file : FILES) {
      long version = Long.parseLong(file.substring(0, 3));
      if (!applied.contains(version)) {
        if (version > BEFORE_TABLES) {
          database.execute(ddl.fill(resource(file)));
        }
        database.query(
            "INSERT INTO nodecast.schema_version (version, name) SELECT {version:UInt32},"
                + " {name:String}",
            Map.of("version", version, "name", file),
            row -> null);
      }
    }
  }

  private void upgrade(Table table, String qualified, Map<String, String> existing) {
    for (Field field : table.fields()) {
      String type = existing.get(field.name());
      if (type == null) {
        log.info("{}: adding column {}", qualified, field.name());
        database.execute(ddl.addColumn(qualified, field));
      } else if (!type.equals(field.type())) {
        throw new IllegalStateException(
            qualified
                + "."
                + field.name()
                + ": "
                + type
                + " (expected: "
                + field.type()
                + "; rename or drop the column, it will be added anew)");
      }
    }
    for (Table.Alias alias : table.aliases()) {
      if (!existing.containsKey(alias.name())) {
        database.execute(ddl.addAlias(qualified, alias));
      }
    }
  }

  /** Type by column by table. */
  private Map<String, Map<String, String>> existingColumns() {
    Map<String, Map<String, String>> out = new LinkedHashMap<>();
    database.query(
        "SELECT table, name, type FROM system.columns WHERE database = {database:String}",
        Map.of("database", Table.DATABASE),
        row ->
            out.computeIfAbsent(row.getString("table"), t -> new LinkedHashMap<>())
                .put(row.getString("name"), row.getString("type")));
    return out;
  }

  private Map<String, String> definitions() {
    Map<String, String> out = new LinkedHashMap<>();
    database.query(
        "SELECT name, create_table_query AS sql FROM system.tables"
            + " WHERE database = {database:String}",
        Map.of("database", Table.DATABASE),
        row -> out.put(row.getString("name"), row.getString("sql")));
    return out;
  }

  private static String resource(String file) {
    try (InputStream in = Schema.class.getResourceAsStream("/schema/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("schema file " + file, e);
    }
  }
}
