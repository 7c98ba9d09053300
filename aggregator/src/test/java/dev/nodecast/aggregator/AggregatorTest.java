package dev.nodecast.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wiring, without a database: with one it is tested end to end in the bench module. */
class AggregatorTest {
  @TempDir Path dir;

  private AggregatorConfig config(String http) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("NODECAST_HTTP", http);
    environment.put("NODECAST_INGEST", "127.0.0.1:0");
    environment.put("NODECAST_CLICKHOUSE_PORT", "0");
    environment.put("NODECAST_CLICKHOUSE_LIBRARY", dir.resolve("absent.so").toString());
    environment.put("NODECAST_DATA_DIR", dir.resolve("data").toString());
    return AggregatorConfig.from(environment, new String[0]);
  }

  private static HttpResponse<String> get(Aggregator aggregator, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + aggregator.httpPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void servesWithoutADatabaseAndSaysWhyThereIsNone() throws Exception {
    try (Aggregator aggregator = new Aggregator(config("127.0.0.1:0"))) {
      assertThat(get(aggregator, "/nodes").statusCode()).isEqualTo(200);
      assertThat(get(aggregator, "/health").statusCode()).isEqualTo(200);
      Await.until("the reason", () -> get(aggregator, "/ready").body().contains("absent.so"));
      HttpResponse<String> ready = get(aggregator, "/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("absent.so");
    }
  }

  @Test
  void aTakenHttpPortIsNamedAndTheRestIsLetGo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> new Aggregator(config(address)).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("NODECAST_HTTP: cannot listen on")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }
}
