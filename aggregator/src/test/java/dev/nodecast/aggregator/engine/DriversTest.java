package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock drivers with default properties. */
class DriversTest {
  @TempDir static Path directory;
  static TestEngine engine;
  static Connection jdbc;

  @BeforeAll
  static void start() throws Exception {
    engine = new TestEngine(directory);
    jdbc = DriverManager.getConnection("jdbc:clickhouse:" + engine.engine.url(), "default", "");
    engine.sql("CREATE DATABASE shop");
    engine.sql(
        "CREATE TABLE shop.item (id UInt64, name String, price Float64, at DateTime) ENGINE=MergeTree"
            + " ORDER BY id");
  }

  @AfterAll
  static void stop() throws Exception {
    if (jdbc != null) {
      jdbc.close();
    }
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void metadata() throws Exception {
    assertThat(jdbc.isValid(5)).isTrue();
    assertThat(jdbc.getMetaData().getDatabaseProductVersion()).startsWith("26.7");
    List<String> columns = new ArrayList<>();
    try (ResultSet found = jdbc.getMetaData().getColumns(null, "shop", "item", "%")) {
      while (found.next()) {
        columns.add(found.getString("COLUMN_NAME"));
      }
    }
    assertThat(columns).containsExactly("id", "name", "price", "at");
    try (ResultSet tables = jdbc.getMetaData().getTables(null, "shop", "%", null)) {
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString("TABLE_NAME")).isEqualTo("item");
    }
    try (ResultSet schemas = jdbc.getMetaData().getSchemas()) {
      assertThat(schemas.next()).isTrue();
    }
  }

  @Test
  void preparedBatchOf200000Rows() throws Exception {
    engine.sql("CREATE TABLE big (id UInt64, name String) ENGINE=MergeTree ORDER BY id");
    try (PreparedStatement insert = jdbc.prepareStatement("INSERT INTO big VALUES (?, ?)")) {
      for (int i = 0; i < 200_000; i++) {
        insert.setLong(1, i);
        insert.setString(2, "it's \\ number " + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(200_000);
    }
    try (PreparedStatement select =
        jdbc.prepareStatement("SELECT name FROM big WHERE id >= ? ORDER BY id")) {
      select.setLong(1, 1);
      try (ResultSet rows = select.executeQuery()) {
        long n = 0;
        while (rows.next()) {
          n++;
          assertThat(rows.getString(1)).isEqualTo("it's \\ number " + n);
        }
        assertThat(n).isEqualTo(199_999);
      }
    }
  }

  @Test
  void errorsAndTimeouts() throws Exception {
    try (Statement statement = jdbc.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nowhere"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60));
      assertThat(statement.executeUpdate("INSERT INTO shop.item VALUES (1, 'a', 2.5, now())"))
          .isEqualTo(1);
    }
    // The driver's own setQueryTimeout waits in the calling thread and so never fires (0.10.0).
    try (Statement statement = jdbc.createStatement()) {
      String slow =
          "SELECT count() FROM numbers(1000000000000) WHERE number % 7 = 3"
              + " SETTINGS max_execution_time=1";
      assertThatThrownBy(() -> statement.executeQuery(slow))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(159));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientInserts(boolean compressed) throws Exception {
    String table = "raw_" + compressed;
    engine.sql("CREATE TABLE " + table + " (id UInt32, name String) ENGINE=MergeTree ORDER BY id");
    try (Client client =
        new Client.Builder()
            .addEndpoint(engine.engine.url().toString())
            .setUsername("default")
            .setPassword("")
            .compressClientRequest(compressed)
            .build()) {
      ByteBuffer rows = ByteBuffer.allocate(1000 * 7).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 1000; i++) {
        rows.putInt(i).put((byte) 2).put("ab".getBytes(UTF_8));
      }
      assertThat(insert(client, table, rows.array(), ClickHouseFormat.RowBinary)).isEqualTo(1000);
      String query = "SELECT toUInt32(number) AS id, 'n' AS name FROM numbers(500) FORMAT Native";
      byte[] block =
          engine
              .sendBytes(
                  HttpRequest.newBuilder(engine.uri("/"))
                      .POST(HttpRequest.BodyPublishers.ofString(query)))
              .body();
      assertThat(insert(client, table, block, ClickHouseFormat.Native)).isEqualTo(500);
    }
    assertThat(engine.sql("SELECT count(), countIf(name='ab') FROM " + table))
        .isEqualTo("1500\t1000");
  }

  private static long insert(Client client, String table, byte[] rows, ClickHouseFormat format)
      throws Exception {
    try (InsertResponse response =
        client
            .insert(table, new ByteArrayInputStream(rows), format, new InsertSettings())
            .get(30, TimeUnit.SECONDS)) {
      return response.getWrittenRows();
    }
  }
}
