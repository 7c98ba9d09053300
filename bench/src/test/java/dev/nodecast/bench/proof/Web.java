package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Asks over HTTP as curl does: pages, JSON, SQL. */
final class Web {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Web() {}

  /** Any answer, whatever its status. */
  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  /** The body of an answer that must be 200. */
  static String text(String url) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(url);
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  static JsonNode json(String url) throws IOException, InterruptedException {
    return JSON.readTree(text(url));
  }

  static JsonNode parse(String json) throws IOException {
    return JSON.readTree(json);
  }

  /** Posts a statement, as {@code curl --data-binary} does. */
  static String post(String url, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(body + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Asks the engine at a port of loopback; tab-separated lines, as without FORMAT. */
  static List<String[]> rows(int port, String statement) throws IOException, InterruptedException {
    String text = post("http://127.0.0.1:" + port + "/?database=nodecast", statement);
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split("\n")).map(line -> line.split("\t", -1)).toList();
  }
}
