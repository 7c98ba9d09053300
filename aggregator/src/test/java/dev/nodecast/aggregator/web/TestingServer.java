package dev.nodecast.aggregator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.live.LiveState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real server on a free port over a live state that a test fills. */
final class TestingServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final TestingClock clock = new TestingClock();
  final LiveState live = new LiveState(100, 100_000);
  final IngestCounters counters = new IngestCounters(clock);
  final TestingStorage storage = new TestingStorage();
  final Health health = new Health(System::currentTimeMillis);
  static final String TOKEN = "secret";
  final Sessions sessions = new Sessions();
  volatile List<Sessions.Refusal> refusals = List.of();
  final Cluster cluster = new Cluster();
  final DashboardData data;
  final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();

  TestingServer() throws IOException {
    this(KubernetesSource.none());
  }

  TestingServer(ClusterView view, ClusterEvents events) throws IOException {
    this(new KubernetesSource(view, events, () -> true, () -> Optional.of("pod-1 (this one)")));
  }

  private TestingServer(KubernetesSource kubernetes) throws IOException {
    SelfMetrics self = new SelfMetrics("1.2.3", Path.of("/proc"), counters, clock);
    data =
        new DashboardData("test", live, () -> refusals, counters, storage, self, kubernetes, clock);
    http =
        new HttpServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new HttpServer.Parts(
                data,
                live,
                counters,
                new ProfileApi(sessions, TOKEN),
                storage,
                self,
                cluster,
                health,
                () -> storage.reason.isEmpty() ? List.of() : List.of(storage.reason),
                5,
                clock));
  }

  /** After the picture was made anew from what the test sent. */
  HttpResponse<String> get(String path, String... headers) throws Exception {
    data.pictures.now();
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path) throws Exception {
    return MAPPER.readTree(get(path).body());
  }

  @Override
  public void close() {
    http.close();
    data.close();
  }
}
