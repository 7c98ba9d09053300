package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.TestCluster;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kubelets of a real cluster; a kubeconfig with a client's certificate that kubelets take. */
class KubeletClusterTest {
  private final CollectedPoints sink = new CollectedPoints();

  @Test
  void asksEveryKubeletThroughTheApiServer() throws Exception {
    try (TestCluster cluster = new TestCluster("kubelet")) {
      List<NodeRecord> nodes = nodes(cluster);
      try (KubeletReceiver receiver = receiver(Map.of(), cluster, nodes)) {
        await(() -> nodes.stream().allMatch(n -> sink.of(n.meta().name()) >= 3));
        assertThat(receiver.problems()).isEmpty();
      }
      MetricPoint memory =
          sink.collections.get(0).stream()
              .filter(p -> p.metric().equals(KubeletMetrics.NODE.memoryUsage()))
              .findFirst()
              .orElseThrow();
      assertThat(memory.value()).isBetween(1e7, 1e13);
    }
  }

  @Test
  void asksDirectlyWithACertificateAndVerifiesTheirs(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = new TestCluster("kubelet")) {
      Config config = cluster.client().getConfiguration();
      Map<String, String> direct = new HashMap<>();
      direct.put("NODECAST_KUBELET_ENDPOINT", "direct");
      direct.put("NODECAST_KUBELET_AUTH", "tls");
      direct.put("NODECAST_KUBELET_CA", pem(directory, "ca", config.getCaCertData()));
      direct.put("NODECAST_KUBELET_CERT", pem(directory, "cert", config.getClientCertData()));
      direct.put("NODECAST_KUBELET_KEY", pem(directory, "key", config.getClientKeyData()));
      List<NodeRecord> nodes = nodes(cluster);
      try (KubeletReceiver receiver = receiver(direct, cluster, nodes)) {
        await(() -> !sink.collections.isEmpty() || !receiver.problems().isEmpty());
        assertThat(receiver.problems()).isEmpty();
      }
      // Without the CA, kubelets are not believed, unless one asks for that.
      direct.remove("NODECAST_KUBELET_CA");
      try (KubeletReceiver receiver = receiver(direct, cluster, nodes)) {
        await(() -> !receiver.problems().isEmpty());
        assertThat(receiver.problems().get(0)).contains("certification path");
      }
      direct.put("NODECAST_KUBELET_INSECURE_SKIP_VERIFY", "true");
      int before = sink.collections.size();
      try (KubeletReceiver receiver = receiver(direct, cluster, nodes)) {
        await(() -> sink.collections.size() > before || !receiver.problems().isEmpty());
        assertThat(receiver.problems()).isEmpty();
      }
    }
  }

  @Test
  void saysWhichRuleAServiceAccountLacks(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = new TestCluster("kubelet")) {
      Path token = directory.resolve("token");
      Files.writeString(token, "no.such.token");
      Map<String, String> direct =
          Map.of(
              "NODECAST_KUBELET_ENDPOINT",
              "direct",
              "NODECAST_KUBELET_TOKEN_FILE",
              token.toString(),
              "NODECAST_KUBELET_CA",
              pem(directory, "ca", cluster.client().getConfiguration().getCaCertData()));
      try (KubeletReceiver receiver = receiver(direct, cluster, nodes(cluster))) {
        await(() -> !receiver.problems().isEmpty());
        assertThat(receiver.problems().get(0))
            .contains("status 401")
            .endsWith("(expected: credentials, and a ClusterRole with get on nodes/stats)")
            .doesNotContain("no.such");
        // The namespace's own account is known to the kubelet, and may not ask.
        Files.writeString(token, accountToken(cluster));
        await(() -> receiver.problems().stream().anyMatch(p -> p.contains("status 403")));
      }
    }
  }

  private KubeletReceiver receiver(
      Map<String, String> environment, TestCluster cluster, List<NodeRecord> nodes)
      throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("NODECAST_KUBELET_INTERVAL", "1s");
    return new KubeletReceiver(
            Kubelet.settings(all),
            cluster.client(),
            new FixedView(nodes, List.of()),
            sink,
            InstantSource.system())
        .start();
  }

  private static List<NodeRecord> nodes(TestCluster cluster) {
    return cluster.client().nodes().list().getItems().stream()
        .map(KubeletClusterTest::node)
        .toList();
  }

  private static NodeRecord node(Node node) {
    String address =
        node.getStatus().getAddresses().stream()
            .filter(a -> a.getType().equals("InternalIP"))
            .findFirst()
            .orElseThrow()
            .getAddress();
    int port = node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort();
    return FixedView.node(node.getMetadata().getName(), address, port);
  }

  private static String accountToken(TestCluster cluster) {
    var request =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build();
    await(
        () ->
            cluster
                    .client()
                    .serviceAccounts()
                    .inNamespace(cluster.namespace())
                    .withName("default")
                    .get()
                != null);
    return cluster
        .client()
        .serviceAccounts()
        .inNamespace(cluster.namespace())
        .withName("default")
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  private static String pem(Path directory, String name, String base64) throws Exception {
    return Files.write(directory.resolve(name), Base64.getDecoder().decode(base64)).toString();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited a minute").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
