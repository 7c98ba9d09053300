package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.http.HttpBody;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same against a real API server; only in a namespace of its own. */
class RealClusterTest {
  private final String namespace = "nodecast-test-" + Long.toString(System.nanoTime(), 36);
  private KubeAccess access;
  private KubernetesClient client;

  @BeforeEach
  void connect() throws IOException {
    String file = System.getenv().getOrDefault("KUBECONFIG", "");
    assumeTrue(!file.isEmpty(), "no cluster (set KUBECONFIG)");
    access =
        KubeAccess.of(
                new KubeSettings(
                    KubeSettings.Mode.KUBECONFIG,
                    Path.of(file),
                    "",
                    "",
                    List.of(),
                    List.of(),
                    false))
            .orElseThrow();
    client = access.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void cleanUp() {
    if (access != null) {
      client.namespaces().withName(namespace).delete();
      access.close();
    }
  }

  private void pod(String name) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                // No node has it, so nothing is started.
                .addToNodeSelector("nodecast-test", "nowhere")
                .addNewContainer()
                .withName("main")
                .withImage("none:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void seesEachObjectComeChangeAndGoOnce() {
    pod("before");
    Cluster cluster = new Cluster();
    List<String> changes = Collections.synchronizedList(new ArrayList<>());
    cluster.listen(
        (meta, before, now) -> {
          if (meta.namespace().equals(namespace) && meta.kind().equals("Pod")) {
            if (before == null || now == null) {
              changes.add((now == null ? "-" : "+") + meta.name());
            }
          }
        });
    try (ClusterWatch watch =
        new ClusterWatch(new ApiServer(client), cluster, List.of(), List.of("app"))) {
      await("all kinds", cluster::synced);
      assertThat(cluster.problems()).isEmpty();
      assertThat(cluster.nodes()).isNotEmpty();
      assertThat(cluster.namespaces())
          .extracting(of -> of.meta().name())
          .contains("kube-system", namespace);
      assertThat(cluster.services()).extracting(of -> of.meta().name()).contains("kubernetes");
      pod("after");
      await("both", () -> changes.size() == 2);
      await(
          "the scheduler's words",
          () ->
              cluster.pods().stream()
                  .filter(of -> of.meta().name().equals("after"))
                  .anyMatch(of -> of.unschedulable().contains("nodes are available")));
      client.pods().inNamespace(namespace).withName("before").delete();
      await("one is gone", () -> changes.size() == 3);
      assertThat(changes).containsExactly("+before", "+after", "-before");
      assertThat(cluster.pods())
          .filteredOn(of -> of.meta().namespace().equals(namespace))
          .singleElement()
          .extracting(of -> of.meta().labels())
          .isEqualTo(Map.of("app", "after"));
    }
  }

  @Test
  void resolvesADeploymentsPods() {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addToNodeSelector("nodecast-test", "nowhere")
                .addNewContainer()
                .withName("main")
                .withImage("none:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    Cluster cluster = new Cluster();
    try (ClusterWatch watch =
        new ClusterWatch(new ApiServer(client), cluster, List.of(namespace), List.of())) {
      await("all kinds", cluster::synced);
      await("two pods", () -> cluster.pods().size() == 2);
      assertThat(cluster.pods())
          .allSatisfy(
              of -> assertThat(cluster.workload(of.meta())).map(OwnerRef::name).contains("web"));
      assertThat(cluster.nodes()).as("of the cluster, so not watched").isEmpty();
    }
  }

  @Test
  void readsManyPagesAsTheServerMakesThem() throws IOException {
    for (int i = 0; i < 7; i++) {
      pod("pod-" + i);
    }
    ApiServer server = new ApiServer(client);
    List<String> names = new ArrayList<>();
    AtomicInteger pages = new AtomicInteger();
    String token = "";
    do {
      try (HttpBody reply =
          server.open(
              "/api/v1/namespaces/"
                  + namespace
                  + "/pods?limit=3&continue="
                  + java.net.URLEncoder.encode(token, java.nio.charset.StandardCharsets.UTF_8))) {
        token =
            ListPage.read(reply, of -> names.add(of.path("metadata").path("name").asText())).next();
      }
      pages.incrementAndGet();
    } while (!token.isEmpty());

    assertThat(pages).hasValue(3);
    assertThat(names)
        .containsExactly("pod-0", "pod-1", "pod-2", "pod-3", "pod-4", "pod-5", "pod-6");
  }

  @Test
  void namesEachRuleThatSomeoneWithoutRightsLacks() {
    Config config =
        new ConfigBuilder(client.getConfiguration())
            .withImpersonateUsername("nodecast-nobody")
            .withImpersonateGroups("system:authenticated")
            .build();
    Cluster cluster = new Cluster();
    try (KubernetesClient nobody = new KubernetesClientBuilder().withConfig(config).build();
        ClusterWatch watch =
            new ClusterWatch(new ApiServer(nobody), cluster, List.of(), List.of());
        LeaseGuard lease =
            new LeaseGuard(
                nobody, namespace, "nobody", () -> {}, Clock.systemUTC(), System::nanoTime)) {
      await("all kinds", cluster::synced);
      assertThat(cluster.problems())
          .contains(
              "cannot list deployments.apps in the cluster (expected: a ClusterRole with list, watch"
                  + " on deployments in apps)",
              "cannot list nodes in the cluster (expected: a ClusterRole with list, watch on"
                  + " nodes in the core group)")
          .hasSizeGreaterThanOrEqualTo(16);
      assertThat(cluster.pods()).isEmpty();
      lease.step();
      assertThat(lease.waiting().orElseThrow())
          .startsWith("lease nodecast-aggregator: refused in namespace " + namespace)
          .contains("a Role there with get, create, update on leases");
    }
  }

  @Test
  void letsOneAggregatorAtATimeHoldTheLease() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger lost = new AtomicInteger();
    // Clocks of two machines need not agree, nor with the server's.
    try (LeaseGuard first = guard("one", -5, nanos, lost);
        LeaseGuard second = guard("two", 5, nanos, lost)) {
      first.step();
      second.step();
      assertThat(first.waiting()).isEmpty();
      assertThat(second.waiting())
          .contains(
              "lease nodecast-aggregator: one holds it (expected: one aggregator; this one waits)");

      // Renewed in time: not expired for the other, however long ago it began.
      nanos.addAndGet(LeaseGuard.EXPIRY.toNanos() - 1);
      first.step();
      second.step();
      nanos.addAndGet(LeaseGuard.EXPIRY.toNanos() - 1);
      second.step();
      assertThat(second.waiting()).isPresent();

      nanos.addAndGet(1);
      second.step();
      assertThat(second.waiting()).isEmpty();
      first.step();
      assertThat(first.waiting()).contains("lease nodecast-aggregator: two took it from us");
      assertThat(lost).hasValue(1);
      assertThat(client.leases().inNamespace(namespace).withName(LeaseGuard.NAME).get().getSpec())
          .satisfies(
              spec -> {
                assertThat(spec.getHolderIdentity()).isEqualTo("two");
                assertThat(spec.getLeaseTransitions()).isEqualTo(1);
                assertThat(spec.getLeaseDurationSeconds()).isEqualTo(30);
              });

      second.close();
      first.step();
      assertThat(first.waiting()).as("a released lease is taken at once").isEmpty();
    }
  }

  private LeaseGuard guard(String self, int hours, AtomicLong nanos, AtomicInteger lost) {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
    return new LeaseGuard(client, namespace, self, lost::incrementAndGet, clock, nanos::get);
  }
}
