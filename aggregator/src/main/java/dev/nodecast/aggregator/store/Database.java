package dev.nodecast.aggregator.store;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.nodecast.aggregator.store.DatabaseException.Fate;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One ClickHouse over HTTP. The client's own retries are off: only the committer knows what may be
 * sent twice. Safe for several threads; every call blocks.
 */
final class Database implements AutoCloseable {
  /** Turns the reader's current row into something. */
  interface RowReader<T> {
    T read(ClickHouseBinaryFormatReader row);
  }

  private final Client client;

  Database(Endpoint endpoint, String user, String password) {
    Client.Builder builder =
        new Client.Builder()
            .addEndpoint(endpoint.url())
            .setUsername(first(user, endpoint.user(), "default"))
            .setPassword(first(password, endpoint.password(), ""))
            .setDefaultDatabase("default")
            .setClientName("nodecast")
            .compressClientRequest(!endpoint.loopback())
            .compressServerResponse(!endpoint.loopback())
            .setConnectTimeout(5, ChronoUnit.SECONDS)
            .setSocketTimeout(120, ChronoUnit.SECONDS)
            .setMaxConnections(8)
            .setMaxRetries(0)
            .retryOnFailures(ClientFaultCause.None)
            .useAsyncRequests(false);
    endpoint.settings().forEach(builder::setOption);
    client = builder.build();
  }

  /** Does a statement without result. */
  void execute(String sql) {
    query(sql, Map.of(), Map.of("wait_end_of_query", "1"), row -> null);
  }

  /** As {@link #query(String, Map, Map, RowReader)}, with the server's settings. */
  <T> List<T> query(String sql, Map<String, Object> parameters, RowReader<T> reader) {
    return query(sql, parameters, Map.of(), reader);
  }

  /**
   * @param parameters for the statement's {@code {name:Type}} places
   * @param settings ClickHouse settings of this statement
   */
  <T> List<T> query(
      String sql,
      Map<String, Object> parameters,
      Map<String, String> settings,
      RowReader<T> reader) {
    QuerySettings with = new QuerySettings();
    with.setFormat(ClickHouseFormat.RowBinaryWithNamesAndTypes);
    settings.forEach(with::serverSetting);
    List<T> out = new ArrayList<>();
    try (QueryResponse response = await(client.query(sql, parameters, with))) {
      ClickHouseBinaryFormatReader rows = client.newBinaryFormatReader(response);
      while (rows.hasNext()) {
        rows.next();
        out.add(reader.read(rows));
      }
      return out;
    } catch (Exception e) {
      throw failure(e);
    }
  }

  /**
   * Inserts one Native block.
   *
   * @param token names the block: a block of the same token is stored once
   * @param with further settings of this insert
   */
  void insert(Table table, byte[] block, int length, String token, Map<String, String> with) {
    InsertSettings settings =
        new InsertSettings()
            .setDeduplicationToken(token)
            .serverSetting("async_insert", "0")
            .serverSetting("insert_deduplicate", "1")
            .serverSetting("distributed_foreground_insert", "1")
            .serverSetting("wait_end_of_query", "1");
    with.forEach(settings::serverSetting);
    try (InsertResponse response =
        await(
            client.insert(
                table.qualified(),
                new ByteArrayInputStream(block, 0, length),
                ClickHouseFormat.Native,
                settings))) {
      // Nothing to read: an answer without an exception is the commit.
    } catch (Exception e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static DatabaseException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String innermost = String.valueOf(e.getMessage());
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatabaseException known) {
        return known;
      }
      if (cause instanceof ServerException server) {
        return new DatabaseException(Fate.REFUSED, server.getCode(), server.getMessage(), e);
      }
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return new DatabaseException(Fate.NOT_SENT, 0, cause.getMessage(), e);
      }
      innermost = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
    return new DatabaseException(Fate.UNKNOWN, 0, innermost, e);
  }

  private static String first(String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isEmpty()) {
        return candidate;
      }
    }
    return "";
  }
}
