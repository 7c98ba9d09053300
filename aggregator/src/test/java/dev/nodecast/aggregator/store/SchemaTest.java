package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.Catalog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaTest {
  @TempDir static Path directory;
  private static Engine engine;
  private static Schema schema;

  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    schema = new Schema(engine.database, new Ddl(""), Engine.PERIODS);
    schema.apply();
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void hasEveryTableOfTheCatalogAndMayRunAgain() {
    List<String> before = definitions();
    schema.apply();
    assertThat(definitions()).isEqualTo(before);
    // Of events, of applied files, three of the cluster, two views.
    assertThat(before).hasSize(Catalog.KINDS.size() * 3 + 8);
    assertThat(engine.number("SELECT count() AS x FROM nodecast.schema_version FINAL"))
        .isEqualTo(4);
  }

  private static List<String> definitions() {
    return engine.texts(
        "SELECT create_table_query AS x FROM system.tables WHERE database = 'nodecast' ORDER BY 1");
  }

  @Test
  void addsColumnsThatTheCatalogGained() {
    engine.database.execute("ALTER TABLE nodecast.container DROP COLUMN cpu_usage_ns");
    engine.database.execute("ALTER TABLE nodecast.container DROP COLUMN cpu_usage_us");
    engine.database.execute("ALTER TABLE nodecast.container_1m DROP COLUMN memory_current_sum");
    schema.apply();
    assertThat(type("container", "cpu_usage_us")).isEqualTo("Nullable(UInt64)");
    assertThat(type("container", "cpu_usage_ns")).isEqualTo("Nullable(UInt64)");
    assertThat(type("container_1m", "memory_current_sum")).isEqualTo("Nullable(Int64)");
  }

  @Test
  void saysWhichColumnHasAnotherType() {
    engine.database.execute("ALTER TABLE nodecast.node_disk DROP COLUMN reads");
    engine.database.execute("ALTER TABLE nodecast.node_disk ADD COLUMN reads String");
    assertThatThrownBy(schema::apply)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("nodecast.node_disk.reads: String (expected: Nullable(UInt64)");
    engine.database.execute("ALTER TABLE nodecast.node_disk DROP COLUMN reads");
    schema.apply();
    assertThat(type("node_disk", "reads")).isEqualTo("Nullable(UInt64)");
  }

  @Test
  void changesTheRetentionAtStart() {
    Periods shorter = new Periods(Duration.ofHours(5), Duration.ofDays(1), Duration.ofDays(2));
    new Schema(engine.database, new Ddl(""), shorter).apply();
    assertThat(ttls("process")).containsExactly("5", "48", "24");
    schema.apply();
    assertThat(ttls("process")).containsExactly("720", "9600", "2160");
  }

  private static List<String> ttls(String kind) {
    return engine.texts(
        "SELECT extract(create_table_query, 'toIntervalHour\\\\((\\\\d+)\\\\)') AS x"
            + " FROM system.tables WHERE database = 'nodecast' AND match(name, '^"
            + kind
            + "(_1[mh])?$') ORDER BY name");
  }

  @Test
  void explainsItsColumns() {
    assertThat(
            engine.texts(
                "SELECT comment AS x FROM system.columns WHERE database = 'nodecast'"
                    + " AND table = 'container' AND name = 'cpu_usage_us'"))
        .containsExactly("CPU time used. [us]");
  }

  @Test
  void isReadByJdbcWithDefaultProperties() throws Exception {
    String url = "jdbc:clickhouse:" + engine.server.url() + "/nodecast";
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT pod, sum(cpu_usage_ns) FROM container WHERE ts > now() - 60"
                        + " GROUP BY pod")) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(rows.next()).isFalse();
    }
  }

  private static String type(String table, String column) {
    return engine
        .texts(
            "SELECT type AS x FROM system.columns WHERE database = 'nodecast' AND table = '"
                + table
                + "' AND name = '"
                + column
                + "'")
        .get(0);
  }
}
