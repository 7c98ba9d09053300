package dev.nodecast.bench.proof;

import dev.nodecast.agent.identity.Identity;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.Orders;
import dev.nodecast.agent.stream.Spool;
import dev.nodecast.agent.stream.SpoolSettings;
import dev.nodecast.agent.stream.StreamTarget;
import dev.nodecast.aggregator.ingest.ClusterPods;
import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.IngestLimits;
import dev.nodecast.aggregator.ingest.IngestServer;
import dev.nodecast.aggregator.ingest.IngestService;
import dev.nodecast.aggregator.ingest.InventoryPush;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.watch.Kubernetes;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An aggregator that watches the cluster and tells an agent's identity of its node's pods, over a
 * real stream.
 */
final class StreamedNames implements AutoCloseable {
  /** No agent sends frames here. */
  private static final WindowStore NO_STORE =
      new WindowStore() {
        @Override
        public long[] watermarks(String node, String boot) {
          return new long[TABLES];
        }

        @Override
        public boolean ready() {
          return true;
        }

        @Override
        public boolean hasRoom() {
          return true;
        }

        @Override
        public boolean offer(Window window) {
          return false;
        }
      };

  private final Kubernetes kubernetes;
  private final IngestServer server;
  private final InventoryPush push;
  private final Delivery delivery;

  /**
   * @param kept keys of the labels that the aggregator shows
   * @param asked those that the agent needs
   */
  StreamedNames(
      Path kubeconfig,
      String node,
      List<String> kept,
      List<String> asked,
      Identity identity,
      Path directory)
      throws IOException {
    kubernetes =
        new Kubernetes(
            new KubeSettings(
                KubeSettings.Mode.KUBECONFIG, kubeconfig, "", "test", List.of(), kept, false),
            () -> {});
    Sessions sessions = new Sessions();
    IngestService service =
        new IngestService(
            "test",
            new LiveState(10, 1000),
            NO_STORE,
            sessions,
            new IngestLimits(5000, 1 << 20, 1 << 20, 1000, ""),
            new IngestCounters(),
            Optional::empty);
    server =
        new IngestServer(
            service,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            null,
            1 << 21);
    push = new InventoryPush(new ClusterPods(kubernetes.cluster()), sessions);
    delivery =
        Delivery.start(
            Spool.open(SpoolSettings.ofCatalog(directory, 1 << 20, false, "01234567")),
            new StreamTarget(
                "127.0.0.1", server.port(), true, null, "", node, "test", "6.1", "amd64", asked),
            new Orders((profile, subjects) -> {}, identity.streamed()::take));
  }

  @Override
  public void close() throws Exception {
    delivery.close();
    push.close();
    server.close();
    kubernetes.close();
  }
}
