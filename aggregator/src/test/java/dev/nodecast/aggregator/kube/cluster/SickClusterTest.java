package dev.nodecast.aggregator.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.watch.KubeAccess;
import dev.nodecast.aggregator.kube.watch.Kubernetes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that can go wrong, on a real cluster, in a namespace of its own. */
class SickClusterTest {
  private static final Path OBJECTS = Path.of("src/test/resources/kube/cluster/sick.yaml");
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private final String namespace = "nodecast-test-" + Long.toString(System.nanoTime(), 36);
  private final Lines lines = new Lines();
  private Kubernetes kubernetes;
  private KubernetesClient client;

  @BeforeEach
  void connect() throws IOException {
    String file = System.getenv().getOrDefault("KUBECONFIG", "");
    assumeTrue(!file.isEmpty(), "no cluster (set KUBECONFIG)");
    kubernetes =
        new Kubernetes(
            new KubeSettings(
                KubeSettings.Mode.KUBECONFIG, Path.of(file), "", "", List.of(), List.of(), false),
            () -> {});
    client = kubernetes.access().map(KubeAccess::client).orElseThrow();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void cleanUp() {
    if (client != null) {
      client.namespaces().withName(namespace).delete();
      kubernetes.close();
    }
  }

  @Test
  void tellsWhatTheApiServerSaysAndWhatIsWrong() throws IOException {
    Cluster cluster = kubernetes.cluster();
    try (ClusterReceiver receiver =
        new ClusterReceiver(cluster, lines, settings(), Clock.systemUTC())) {
      receiver.start();
      try (InputStream objects = Files.newInputStream(OBJECTS)) {
        client.load(objects).inNamespace(namespace).create();
      }
      await(
          () ->
              assertThat(found())
                  .contains(
                      "CRITICAL Pod loops CrashLoopBackOff",
                      "CRITICAL Pod no-image ImagePull",
                      "CRITICAL Pod no-room Unschedulable",
                      "WARNING Job gives-up BackoffLimitExceeded",
                      "WARNING PersistentVolumeClaim no-class Pending",
                      "WARNING ResourceQuota tight QuotaFull")
                  .anyMatch(line -> line.matches("(CRITICAL|WARNING) Pod oom OOMKilled"))
                  .noneMatch(line -> line.contains(" web") || line.contains(" everywhere")));
      assertThat(sentence("no-room")).contains("nodes are available", "nsufficient cpu");
      assertThat(sentence("loops")).contains("exit code 5");
      assertThat(sentence("oom")).contains("at its limit of 16 MiB");
      assertThat(ailments())
          .filteredOn(of -> !of.kind().equals("ResourceQuota"))
          .allSatisfy(of -> assertThat(of.sinceMs()).as(of.what()).isPositive());
      assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.since()).containsKey("Ready"));
      comparesWithTheServer();
      await(() -> assertThat(told()).anyMatch(line -> line.startsWith("k8s.persistentvolumecl")));
      List<Pod> web = pods("web");
      assertThat(told())
          .anyMatch(
              line ->
                  line.startsWith("k8s.pod " + web.get(0).getMetadata().getUid())
                      && line.contains(" scheduled_on=k8s.node:")
                      && line.contains(" part_of=k8s.namespace:")
                      && line.contains(" managed_by=k8s.replicaset:"));

      client.pods().inNamespace(namespace).withName("no-room").delete();
      await(
          () -> {
            assertThat(found()).noneMatch(line -> line.contains("no-room"));
            assertThat(told())
                .anyMatch(line -> line.startsWith("deleted k8s.pod") && line.contains("/no-room"));
          });
    }
  }

  /** What a collection says now is what the server's own objects say. */
  private void comparesWithTheServer() {
    String of = " | deployment " + namespace + "/web ";
    String workload = " workload=Deployment/web ";
    await(
        () -> {
          lines.points.clear();
          collect();
          assertThat(points("k8s.deployment.desired 2 {pod}" + of)).hasSize(1);
          int available =
              client
                  .apps()
                  .deployments()
                  .inNamespace(namespace)
                  .withName("web")
                  .get()
                  .getStatus()
                  .getAvailableReplicas();
          assertThat(available).isEqualTo(2);
          assertThat(points("k8s.deployment.available 2 {pod}" + of)).hasSize(1);
          int nodes = client.nodes().list().getItems().size();
          assertThat(
                  points("k8s.daemonset.ready_nodes " + nodes + " {node} | daemonset " + namespace))
              .hasSize(1);
          assertThat(points("k8s.job.failed_pods 1 {pod} | job " + namespace + "/gives-up"))
              .hasSize(1);
          assertThat(points("k8s.pod.phase 1  | pod " + namespace + "/no-room")).hasSize(1);
          assertThat(points("k8s.container.cpu_limit 1.5 {cpu} | container " + namespace))
              .hasSize(2)
              .allMatch(line -> line.contains(workload));
          assertThat(points("k8s.container.memory_request 8388608 By | container " + namespace))
              .hasSize(2);
          int restarts =
              client
                  .pods()
                  .inNamespace(namespace)
                  .withName("loops")
                  .get()
                  .getStatus()
                  .getContainerStatuses()
                  .get(0)
                  .getRestartCount();
          assertThat(restarts).isPositive();
          assertThat(
                  points(
                      "k8s.container.restarts "
                          + restarts
                          + " {restart} | container "
                          + namespace
                          + "/ends"))
              .hasSize(1);
          assertThat(
                  points(
                      "k8s.resource_quota.used{resource=persistentvolumeclaims} 1 {resource} |"
                          + " resourcequota "
                          + namespace))
              .hasSize(1);
          assertThat(points("k8s.persistentvolumeclaim.storage.request 3221225472 By | persistent"))
              .anyMatch(line -> line.contains(namespace + "/no-class"));
          assertThat(points("k8s.namespace.phase 1  | namespace /" + namespace)).hasSize(1);
        });
  }

  private void collect() {
    Lines now = new Lines();
    try (ClusterReceiver once =
        new ClusterReceiver(kubernetes.cluster(), now, settings(), Clock.systemUTC())) {
      once.collect(System.currentTimeMillis());
    }
    lines.points.addAll(now.points);
  }

  private static ClusterSettings settings() {
    Set<String> all = K8sMetrics.ALL.stream().map(K8sMetric::name).collect(Collectors.toSet());
    return new ClusterSettings(
        Duration.ofHours(1),
        Duration.ZERO,
        Set.of("Ready"),
        all,
        ClusterSettings.Distribution.AUTO);
  }

  private List<Pod> pods(String app) {
    return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  private List<String> points(String prefix) {
    return lines.points.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  private List<String> told() {
    synchronized (lines.entities) {
      return List.copyOf(lines.entities);
    }
  }

  private List<Ailment> ailments() {
    return Unhealthy.of(kubernetes.cluster(), System.currentTimeMillis()).stream()
        .filter(ailment -> ailment.namespace().equals(namespace))
        .toList();
  }

  private List<String> found() {
    return ailments().stream()
        .map(of -> of.severity() + " " + of.kind() + ' ' + of.name() + ' ' + of.reason())
        .toList();
  }

  private String sentence(String name) {
    return ailments().stream()
        .filter(ailment -> ailment.name().equals(name))
        .map(Ailment::what)
        .collect(Collectors.joining());
  }

  private static void await(Runnable holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        holds.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(100_000_000);
      }
    }
  }
}
