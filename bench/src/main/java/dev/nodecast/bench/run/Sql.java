package dev.nodecast.bench.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** ClickHouse's HTTP interface, as curl uses it. */
public final class Sql {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;

  public Sql(URI url) {
    this.url = url.resolve("/?database=nodecast");
  }

  /** The answer as it comes: rows of tab-separated values where the statement names no format. */
  public String text(String sql) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofMinutes(10))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(sql + ": " + response.body().strip());
    }
    return response.body();
  }

  /** The values of the one row that comes. */
  public List<String> row(String sql) throws IOException, InterruptedException {
    return Arrays.asList(text(sql).strip().split("\t"));
  }

  public double number(String sql) throws IOException, InterruptedException {
    return Double.parseDouble(row(sql).get(0));
  }
}
