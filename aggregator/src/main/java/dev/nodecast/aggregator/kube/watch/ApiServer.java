package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * GET requests to the API server with the client library's connection, credentials and nothing else
 * of it. Safe for several threads; each call blocks its own.
 */
public final class ApiServer {
  /** Until an answer begins; the API server itself gives up after 60 s. */
  private static final Duration BEGIN = Duration.ofSeconds(30);

  /** Between two bytes of an answer that is no watch. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Of an error's body: a Status object is a few hundred bytes. */
  private static final int MAX_ERROR = 64 << 10;

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String base;

  public ApiServer(KubernetesClient client) {
    http = client.getHttpClient();
    base = client.getMasterUrl().toString().replaceAll("/+$", "");
  }

  /** Where it is, for people. */
  String url() {
    return base;
  }

  /**
   * An answer, to be closed.
   *
   * @throws ApiException when the server refuses
   */
  Reply open(String path) throws IOException {
    return open(path, PAUSE);
  }

  /**
   * An answer whose reads fail after a silence; to be closed.
   *
   * @throws ApiException when the server refuses
   */
  Reply open(String path, Duration silence) throws IOException {
    Reply reply = new Reply(silence);
    HttpRequest request = http.newHttpRequestBuilder().uri(base + path).build();
    CompletableFuture<HttpResponse<AsyncBody>> asked =
        http.consumeBytes(request, (buffers, body) -> reply.add(buffers));
    HttpResponse<AsyncBody> response = await(asked);
    reply.begin(response.body());
    if (!response.isSuccessful()) {
      try (reply) {
        throw refusal(response.code(), reply);
      }
    }
    return reply;
  }

  /** A small answer as a whole. */
  JsonNode tree(String path) throws IOException {
    try (Reply reply = open(path)) {
      return JSON.readTree(reply);
    }
  }

  private static HttpResponse<AsyncBody> await(CompletableFuture<HttpResponse<AsyncBody>> asked)
      throws IOException {
    try {
      return asked.get(BEGIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw new IOException(why, cause);
    } catch (TimeoutException e) {
      // An answer that comes after all must not hold its connection.
      asked.thenAccept(late -> late.body().cancel());
      asked.cancel(true);
      throw new SocketTimeoutException("no answer within " + BEGIN.toSeconds() + " s");
    } catch (InterruptedException e) {
      asked.thenAccept(late -> late.body().cancel());
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private static ApiException refusal(int code, Reply reply) {
    String reason = "";
    String message = "";
    try {
      JsonNode status = JSON.readTree(reply.readNBytes(MAX_ERROR));
      reason = status.path("reason").asText("");
      message = status.path("message").asText("");
    } catch (IOException | RuntimeException e) {
      // A proxy's page, or nothing: the code says enough.
      message = "no Kubernetes status in the answer";
    }
    return new ApiException(code, bounded(reason), bounded(message));
  }

  static String bounded(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }
}
