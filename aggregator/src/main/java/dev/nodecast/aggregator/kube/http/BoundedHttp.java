package dev.nodecast.aggregator.kube.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * GETs through the Kubernetes client's HTTP client. That one reads whole bodies of any size and
 * repeats what failed for up to a minute; this one does neither.
 */
public final class BoundedHttp {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A refusal is a few hundred bytes; what is longer is not worth reading. */
  private static final int MAX_REFUSAL = 16 << 10;

  /** For the client to notice the timeout by itself. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final HttpClient http;

  /** Where the API server is; without a slash at the end. */
  private final String master;

  /**
   * @param client stays the caller's to close
   */
  public BoundedHttp(KubernetesClient client) {
    Config config = client.getConfiguration();
    RequestConfig once =
        new RequestConfigBuilder(config.getRequestConfig()).withRequestRetryBackoffLimit(0).build();
    http = client.getHttpClient().newBuilder().tag(once).build();
    String url = client.getMasterUrl().toString();
    master = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** The address of a path of the API server. */
  public String api(String path) {
    return master + path;
  }

  /**
   * The whole body of an answer of 2xx.
   *
   * @throws HttpFailure when the answer is another one
   */
  public byte[] get(String url, Map<String, String> headers, int maxBytes, Duration timeout)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (HttpBody body = open(url, headers, timeout)) {
      return readAll(body, maxBytes, deadline);
    }
  }

  /**
   * An answer of 2xx whose body is then read piece by piece.
   *
   * @param timeout until the answer begins
   * @throws HttpFailure when the answer is another one
   */
  public HttpBody open(String url, Map<String, String> headers, Duration timeout)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    // This timeout makes the JDK's client hang up; to cancel the future does not.
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(url)
            .forStreaming()
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    headers.forEach(request::setHeader);
    HttpBody.Pieces pieces = new HttpBody.Pieces();
    CompletableFuture<HttpResponse<AsyncBody>> sent = http.consumeBytes(request.build(), pieces);
    HttpResponse<AsyncBody> response = await(sent, timeout);
    HttpBody body = new HttpBody(response.body(), pieces);
    if (response.isSuccessful()) {
      return body;
    }
    try (body) {
      throw new HttpFailure(response.code(), refusal(body, deadline));
    }
  }

  private static HttpResponse<AsyncBody> await(
      CompletableFuture<HttpResponse<AsyncBody>> sent, Duration timeout)
      throws IOException, InterruptedException {
    try {
      return sent.get(timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(timeout, e);
    } catch (ExecutionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof HttpTimeoutException) {
          throw late(timeout, e);
        }
      }
      throw HttpBody.failure(e.getCause());
    } finally {
      // Does nothing to one that is complete.
      sent.cancel(true);
    }
  }

  private static HttpTimeoutException late(Duration timeout, Exception cause) {
    HttpTimeoutException late =
        new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
    late.initCause(cause);
    return late;
  }

  private static byte[] readAll(HttpBody body, int maxBytes, long deadline)
      throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece = next(body, deadline); piece.length > 0; piece = next(body, deadline)) {
      if (all.size() + piece.length > maxBytes) {
        throw new IOException("answer of more than " + (maxBytes >> 20) + " MiB");
      }
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  private static byte[] next(HttpBody body, long deadline)
      throws IOException, InterruptedException {
    return body.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  /** The API server's {@code Status} has a message; others answer with plain text. */
  private static String refusal(HttpBody body, long deadline) throws InterruptedException {
    try {
      String text = new String(readAll(body, MAX_REFUSAL, deadline), StandardCharsets.UTF_8);
      JsonNode status = text.startsWith("{") ? JSON.readTree(text) : null;
      return status == null ? text : status.path("message").asText(text);
    } catch (JacksonException e) {
      return "no JSON";
    } catch (IOException e) {
      return "";
    }
  }
}
