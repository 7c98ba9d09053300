package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one thing that the HTTP port changes. */
class ProfileApiTest {
  private static final String PATH = "/api/v1/nodes/node-01/profile";
  private static final String[] TOKEN = {"Authorization", "Bearer " + TestingServer.TOKEN};

  private final HttpClient client = HttpClient.newHttpClient();
  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void ordersShowsAndTakesBack() throws Exception {
    assertThat(server.json(PATH).path("profile").isNull()).isTrue();

    assertThat(put(PATH, "{\"profile\":\"comprehensive\"}", TOKEN).statusCode()).isEqualTo(200);
    assertThat(server.json(PATH).path("profile").asText()).isEqualTo("comprehensive");
    String custom = "{\"profile\":\"custom\",\"subjects\":[\"life\",\"tcp\"]}";
    assertThat(put(PATH, custom, TOKEN).body())
        .isEqualTo("{\"node\":\"node-01\",\"profile\":\"custom\",\"subjects\":[\"life\",\"tcp\"]}");

    assertThat(server.send("DELETE", PATH, TOKEN).statusCode()).isEqualTo(200);
    assertThat(server.json(PATH).path("profile").isNull()).isTrue();
  }

  @Test
  void whoHasNoTokenChangesNothing() throws Exception {
    assertThat(put(PATH, "{\"profile\":\"minimal\"}").statusCode()).isEqualTo(401);
    assertThat(put(PATH, "{\"profile\":\"minimal\"}", "Authorization", "Bearer x").statusCode())
        .isEqualTo(401);
    assertThat(server.send("DELETE", PATH).statusCode()).isEqualTo(401);
    assertThat(server.json(PATH).path("profile").isNull()).isTrue();
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    refused("{\"profile\":\"much\"}", 400, "profile: much (expected: minimal, standard,");
    refused("{\"profile\":\"custom\"}", 400, "subjects:  (expected: with profile custom");
    refused("{\"profile\":\"minimal\",\"subjects\":[\"tcp\"]}", 400, "subjects: tcp (expected:");
    refused("{\"profile\":\"custom\",\"subjects\":[\"<b>\"]}", 400, "subjects: <b> (expected:");
    refused("{\"profile\":\"minimal\",\"more\":1}", 400, "body: more (expected: one of");
    refused("[]", 400, "body: [] (expected: a JSON object)");
    refused("{", 400, "body: { (expected: JSON)");
    refused("{\"profile\":\"" + "x".repeat(5000) + "\"}", 413, "body: too long");
    assertThat(put("/api/v1/nodes/a%09b/profile", "{\"profile\":\"minimal\"}", TOKEN).body())
        .contains("node: ");
    assertThat(put("/api/v1/nodes/a/b/profile", "{\"profile\":\"minimal\"}", TOKEN).statusCode())
        .isEqualTo(404);
    assertThat(put("/api/v1/nodes/node-01", "{}", TOKEN).statusCode()).isEqualTo(405);
    assertThat(server.json(PATH).path("profile").isNull()).isTrue();
  }

  private void refused(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = put(PATH, body, TOKEN);
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    assertThat(answer.body()).contains(message);
  }

  private HttpResponse<String> put(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.http.port() + path))
            .PUT(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
