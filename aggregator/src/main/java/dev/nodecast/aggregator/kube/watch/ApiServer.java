package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.http.BoundedHttp;
import dev.nodecast.aggregator.kube.http.HttpBody;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import dev.nodecast.aggregator.kube.http.Unreadable;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * GET requests for JSON to the API server with the client library's connection, credentials and
 * nothing else of it. Safe for several threads; each call blocks its own, and fails with {@link
 * InterruptedIOException} when that is interrupted.
 */
public final class ApiServer {
  /** Until an answer begins; the API server itself gives up after 60 s. */
  private static final Duration BEGIN = Duration.ofSeconds(30);

  /** Between two pieces of an answer that is no watch. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Of an answer that is kept as a whole: what a server has, a few hundred KiB. */
  private static final int MAX_TREE = 16 << 20;

  private static final Map<String, String> ACCEPT = Map.of("Accept", "application/json");

  static final ObjectMapper JSON = new ObjectMapper();

  private final BoundedHttp http;
  private final Duration begin;
  private final ClusterClock clock;

  /**
   * @param client stays the caller's to close
   */
  public ApiServer(KubernetesClient client) {
    this(client, InstantSource.system());
  }

  /**
   * @param client stays the caller's to close
   * @param ours the clock of this machine, which the server's is compared with
   */
  public ApiServer(KubernetesClient client, InstantSource ours) {
    this(client, ours, BEGIN);
  }

  ApiServer(KubernetesClient client, InstantSource ours, Duration begin) {
    clock = new ClusterClock(ours);
    http = new BoundedHttp(client);
    this.begin = begin;
  }

  /** Its clock. */
  public ClusterClock clock() {
    return clock;
  }

  /** Where it is, for people. */
  String url() {
    return http.api("");
  }

  /**
   * An answer, to be closed.
   *
   * @throws HttpFailure when the server refuses
   */
  HttpBody open(String path) throws IOException {
    return open(path, PAUSE);
  }

  /**
   * An answer whose reads fail after a silence; to be closed.
   *
   * @throws HttpFailure when the server refuses
   */
  HttpBody open(String path, Duration silence) throws IOException {
    try {
      HttpBody body = http.open(http.api(path), ACCEPT, begin, silence);
      body.dateMs().ifPresent(clock::heard);
      return body;
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  /** A small answer as a whole. */
  JsonNode tree(String path) throws IOException {
    try {
      return JSON.readTree(http.get(http.api(path), ACCEPT, MAX_TREE, begin));
    } catch (JacksonException e) {
      throw (IOException) new Unreadable("an answer that is no JSON").initCause(e);
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  private static InterruptedIOException stopped() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("stopped");
  }
}
