package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.identity.DiscoveryConfig;
import dev.nodecast.agent.identity.DiscoveryMode;
import dev.nodecast.agent.identity.Identity;
import dev.nodecast.agent.identity.LabelSelector;
import dev.nodecast.agent.identity.PodFilter;
import dev.nodecast.agent.identity.PodIdentity;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents' own ways to names, with no more rights than they need, on a real cluster. */
final class ClusterNamesTest {
  private static final String NAMESPACE = "nodecast-names-test";
  private static final String PODS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: nodecast-names-test}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            terminationGracePeriodSeconds: 1
            containers:
            - {name: server, image: IMAGE, imagePullPolicy: Never, command: [sleep, infinity]}
            - {name: sidecar, image: IMAGE, imagePullPolicy: Never, command: [sleep, infinity]}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: once, namespace: nodecast-names-test}
      spec:
        template:
          spec:
            restartPolicy: Never
            containers:
            - {name: work, image: IMAGE, imagePullPolicy: Never, command: ["true"]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: bare, namespace: nodecast-names-test}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
        - {name: only, image: IMAGE, imagePullPolicy: Never, command: [sleep, infinity]}
      """;

  @TempDir Path directory;
  private KubernetesClient client;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getenv("KUBECONFIG") != null, "no cluster (set KUBECONFIG)");
    client = new KubernetesClientBuilder().build();
    node = client.nodes().list().getItems().get(0);
    String image =
        node.getStatus().getImages().stream()
            .map(ContainerImage::getNames)
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .filter(name -> name.contains("busybox") && !name.contains("@"))
            .findFirst()
            .orElse("");
    assumeTrue(!image.isEmpty(), "the cluster's node has no image of busybox");
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .createOr(NonDeletingOperation::update);
    account();
    String manifest = PODS.replace("IMAGE", image);
    client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).create();
  }

  /** A service account that may read pods, and ask kubelets. */
  private void account() throws Exception {
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("agent")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build())
        .createOr(NonDeletingOperation::update);
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("pods")
                .withVerbs("list", "watch")
                .endRule()
                .addNewRule()
                .withApiGroups("")
                .withResources("nodes/proxy")
                .withVerbs("get")
                .endRule()
                .build())
        .createOr(NonDeletingOperation::update);
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAMESPACE)
                .addNewSubject("", "ServiceAccount", "agent", NAMESPACE)
                .build())
        .createOr(NonDeletingOperation::update);
    TokenRequest token =
        client.serviceAccounts().inNamespace(NAMESPACE).withName("agent").tokenRequest();
    Files.writeString(directory.resolve("token"), token.getStatus().getToken());
    Files.write(
        directory.resolve("ca.crt"),
        Base64.getDecoder().decode(client.getConfiguration().getCaCertData()));
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.namespaces().withName(NAMESPACE).delete();
      client.rbac().clusterRoles().withName(NAMESPACE).delete();
      client.rbac().clusterRoleBindings().withName(NAMESPACE).delete();
      client.close();
    }
  }

  private Identity identity(DiscoveryMode mode) throws Exception {
    String address =
        node.getStatus().getAddresses().stream()
            .filter(a -> a.getType().equals("InternalIP"))
            .map(NodeAddress::getAddress)
            .findFirst()
            .orElseThrow();
    return Identity.start(
        new DiscoveryConfig(
            mode,
            Duration.ofSeconds(2),
            URI.create(
                "https://"
                    + address
                    + ":"
                    + node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort()),
            Duration.ofSeconds(1),
            false,
            URI.create(client.getConfiguration().getMasterUrl()),
            directory,
            new PodFilter(List.of(), List.of(), LabelSelector.EVERYTHING),
            List.of()),
        Files.createDirectories(directory.resolve(mode.name())),
        node.getMetadata().getName(),
        Map.of());
  }

  private static Set<String> lines(Identity identity) {
    Set<String> lines = new TreeSet<>();
    for (PodIdentity pod : identity.names().pods()) {
      if (pod.namespace().equals(NAMESPACE)) {
        pod.containers()
            .forEach(
                container ->
                    lines.add(
                        pod.workloadKind()
                            + "/"
                            + pod.workload()
                            + " "
                            + pod.name()
                            + " "
                            + container.name()
                            + " "
                            + container.id()
                            + " "
                            + pod.uid()));
      }
    }
    return lines;
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void theApiServerAndTheKubeletGiveTheSameNames() throws Exception {
    try (Identity informer = identity(DiscoveryMode.INFORMER);
        Identity kubelet = identity(DiscoveryMode.KUBELET)) {
      until("six containers: " + informer.text(), () -> lines(informer).size() == 6);
      until(
          "the same: " + kubelet.text() + lines(kubelet) + lines(informer),
          () -> lines(kubelet).equals(lines(informer)));
      assertThat(lines(informer))
          .anyMatch(line -> line.startsWith("Deployment/web web-"))
          .anyMatch(line -> line.startsWith("Job/once once-"))
          .anyMatch(line -> line.startsWith("/ bare only "));
      Set<String> before = lines(informer);
      client.pods().inNamespace(NAMESPACE).withLabel("app", "web").delete();
      until("new pods", () -> lines(informer).size() == 6 && !lines(informer).containsAll(before));
      until("the same again", () -> lines(kubelet).equals(lines(informer)));
    }
  }
}
