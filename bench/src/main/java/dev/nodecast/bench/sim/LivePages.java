package dev.nodecast.bench.sim;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.web.DashboardData;
import dev.nodecast.aggregator.web.Health;
import dev.nodecast.aggregator.web.HttpServer;
import dev.nodecast.aggregator.web.KubernetesSource;
import dev.nodecast.aggregator.web.ProfileApi;
import dev.nodecast.aggregator.web.SelfMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The aggregator's real HTTP server over a live state, without a store. */
final class LivePages implements AutoCloseable {
  private final DashboardData data;
  private final HttpServer http;

  LivePages(LiveState live, int windowMs) throws IOException {
    Clock clock = Clock.systemUTC();
    IngestCounters counters = new IngestCounters();
    SelfMetrics self = new SelfMetrics("bench", Path.of("/proc"), counters, clock);
    data =
        new DashboardData(
            "bench",
            live,
            List::of,
            counters,
            new NoStorage(),
            self,
            KubernetesSource.none(),
            clock);
    http =
        new HttpServer(
            new InetSocketAddress("127.0.0.1", 0),
            new HttpServer.Parts(
                data,
                live,
                counters,
                new ProfileApi(new Sessions(), ""),
                new NoStorage(),
                self,
                new Cluster(),
                new Health(System::currentTimeMillis),
                List::of,
                windowMs / 1000,
                clock));
  }

  int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
    data.close();
  }
}
