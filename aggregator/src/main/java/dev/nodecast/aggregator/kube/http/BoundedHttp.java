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
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.OptionalLong;
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

  /** Of a body that only its silence ends; far from where the monotonic clock overflows. */
  private static final Duration FOREVER = Duration.ofDays(3650);

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
   * @param timeout until its end
   * @throws HttpFailure when the answer is another one
   */
  public byte[] get(String url, Map<String, String> headers, int maxBytes, Duration timeout)
      throws IOException, InterruptedException {
    try (HttpBody body =
        open(url, headers, timeout, timeout, System.nanoTime() + timeout.toNanos())) {
      byte[] all = body.readNBytes(maxBytes);
      if (body.read() >= 0) {
        throw new IOException("answer of more than " + (maxBytes >> 20) + " MiB");
      }
      return all;
    } catch (InterruptedIOException e) {
      throw interrupted();
    }
  }

  /**
   * An answer of 2xx whose body is then read piece by piece, for as long as it goes on.
   *
   * @param timeout until the answer begins
   * @param silence of the body after which reading fails
   * @throws HttpFailure when the answer is another one
   */
  public HttpBody open(String url, Map<String, String> headers, Duration timeout, Duration silence)
      throws IOException, InterruptedException {
    return open(url, headers, timeout, silence, System.nanoTime() + FOREVER.toNanos());
  }

  /**
   * @param deadline by the monotonic clock, until which the body has to be there
   */
  private HttpBody open(
      String url, Map<String, String> headers, Duration timeout, Duration silence, long deadline)
      throws IOException, InterruptedException {
    // This timeout makes the JDK's client hang up; to cancel the future does not.
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(url)
            .forStreaming()
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    headers.forEach(request::setHeader);
    HttpBody.Pieces pieces = new HttpBody.Pieces();
    CompletableFuture<HttpResponse<AsyncBody>> sent;
    try {
      sent = http.consumeBytes(request.build(), pieces);
    } catch (UncheckedIOException e) {
      // Such as of a token that cannot be read.
      throw HttpBody.failure(e);
    }
    HttpResponse<AsyncBody> response = await(sent, timeout);
    if (response.isSuccessful()) {
      return new HttpBody(response.body(), pieces, silence, deadline, date(response));
    }
    try (HttpBody body =
        new HttpBody(
            response.body(),
            pieces,
            timeout,
            System.nanoTime() + timeout.toNanos(),
            date(response))) {
      throw refusal(response.code(), body);
    }
  }

  private static OptionalLong date(HttpResponse<?> response) {
    for (String date : response.headers("Date")) {
      try {
        return OptionalLong.of(
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from).toEpochMilli());
      } catch (DateTimeException | ArithmeticException e) {
        // As good as not said.
      }
    }
    return OptionalLong.empty();
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

  /** The API server's {@code Status} has a reason and a message; others answer with plain text. */
  private static HttpFailure refusal(int code, HttpBody body) throws InterruptedException {
    String text = "";
    try {
      text = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      if (!text.startsWith("{")) {
        return new HttpFailure(code, "", text);
      }
      JsonNode status = JSON.readTree(text);
      return new HttpFailure(
          code,
          HttpFailure.printable(status.path("reason").asText("")),
          status.path("message").asText(""));
    } catch (InterruptedIOException e) {
      throw interrupted();
    } catch (JacksonException e) {
      return new HttpFailure(code, "", "no JSON");
    } catch (IOException e) {
      // The code says enough.
      return new HttpFailure(code, "", "");
    }
  }

  private static InterruptedException interrupted() {
    // An exception says so instead.
    Thread.interrupted();
    return new InterruptedException("stopped");
  }
}
