package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.agent.identity.DiscoveryConfig;
import dev.nodecast.agent.identity.DiscoveryMode;
import dev.nodecast.agent.identity.Identity;
import dev.nodecast.agent.identity.LabelSelector;
import dev.nodecast.agent.identity.PodFilter;
import dev.nodecast.agent.identity.PodIdentity;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
          metadata: {labels: {app: web, team: a, unasked: x}}
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
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: host-a, namespace: nodecast-names-test, labels: {team: a}}
      spec:
        hostNetwork: true
        terminationGracePeriodSeconds: 1
        containers:
        - {name: only, image: IMAGE, imagePullPolicy: Never, command: [sleep, infinity]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: host-b, namespace: nodecast-names-test, labels: {team: b}}
      spec:
        hostNetwork: true
        terminationGracePeriodSeconds: 1
        containers:
        - {name: only, image: IMAGE, imagePullPolicy: Never, command: [sleep, infinity]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: flash, namespace: nodecast-names-test}
      spec:
        terminationGracePeriodSeconds: 1
        volumes: [{name: d, emptyDir: {}}]
        containers:
        - name: twice
          image: IMAGE
          imagePullPolicy: Never
          command: [sh, -c, "test -f /d/ran && exec sleep infinity; touch /d/ran"]
          volumeMounts: [{name: d, mountPath: /d}]
      """;

  /** Web 2 x 2, once, bare, host-a, host-b, and both runs of flash. */
  private static final int CONTAINERS = 10;

  private static final List<String> LABELS = List.of("app", "team");
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path directory;
  private KubernetesClient client;
  private Node node;
  private String manifest;

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
    Eventually.within(
        SOON,
        "an earlier test's namespace is gone",
        () -> client.namespaces().withName(NAMESPACE).get() == null);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .createOr(NonDeletingOperation::update);
    account();
    manifest = PODS.replace("IMAGE", image);
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
            LABELS),
        Files.createDirectories(directory.resolve(mode.name())),
        node.getMetadata().getName(),
        Map.of());
  }

  private static Set<String> lines(Identity identity) {
    Set<String> lines = new TreeSet<>();
    for (PodIdentity pod : identity.names().pods()) {
      if (pod.namespace().equals(NAMESPACE)) {
        Map<String, String> labels = new TreeMap<>(pod.labels());
        labels.keySet().retainAll(LABELS);
        for (ContainerIdentity container : pod.containers()) {
          if (!container.id().isEmpty()) {
            lines.add(
                String.join(
                    " ",
                    pod.workloadKind() + "/" + pod.workload(),
                    pod.name(),
                    container.name(),
                    container.id(),
                    container.image(),
                    pod.uid(),
                    pod.ip(),
                    labels.toString()));
          }
        }
      }
    }
    return lines;
  }

  private void same(String what, Set<String> gone, Identity... all) {
    Eventually.within(
        SOON,
        () -> what + ": " + Arrays.stream(all).map(i -> i.text() + "\n" + lines(i)).toList(),
        () -> {
          Set<String> first = lines(all[0]);
          return first.size() == CONTAINERS
              && Collections.disjoint(first, gone)
              && Arrays.stream(all).allMatch(identity -> lines(identity).equals(first));
        });
  }

  private static Set<String> of(Set<String> lines, String what) {
    return lines.stream().filter(line -> line.contains(what)).collect(Collectors.toSet());
  }

  @Test
  void allModesGiveTheSameNames() throws Exception {
    Path streams = Files.createDirectories(directory.resolve("streams"));
    try (Identity informer = identity(DiscoveryMode.INFORMER);
        Identity kubelet = identity(DiscoveryMode.KUBELET);
        Identity stream = identity(DiscoveryMode.STREAM);
        StreamedNames ignored =
            new StreamedNames(
                Path.of(System.getenv("KUBECONFIG")),
                node.getMetadata().getName(),
                List.of("app"),
                LABELS,
                stream,
                streams)) {
      same("the same", Set.of(), informer, kubelet, stream);
      Set<String> before = lines(stream);
      assertThat(before)
          .anyMatch(
              line -> line.startsWith("Deployment/web web-") && line.endsWith(" {app=web, team=a}"))
          .anyMatch(line -> line.startsWith("Job/once once-"))
          .anyMatch(line -> line.startsWith("/ bare only "));
      assertThat(of(before, " flash twice ")).as("the run that died at once, too").hasSize(2);
      assertThat(of(before, " host-").stream().map(line -> line.split(" ", -1)[6]).distinct())
          .as("one address for two pods")
          .hasSize(1);
      // The same name again, the same address again, and new names for the rest.
      client.pods().inNamespace(NAMESPACE).withName("bare").delete();
      client.pods().inNamespace(NAMESPACE).withName("host-a").delete();
      client.pods().inNamespace(NAMESPACE).withLabel("app", "web").delete();
      Eventually.within(
          SOON,
          "both are gone",
          () ->
              client.pods().inNamespace(NAMESPACE).withName("bare").get() == null
                  && client.pods().inNamespace(NAMESPACE).withName("host-a").get() == null);
      for (HasMetadata item :
          client
              .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
              .items()) {
        if (List.of("bare", "host-a").contains(item.getMetadata().getName())) {
          client.resource(item).create();
        }
      }
      Set<String> gone = new HashSet<>(of(before, " bare "));
      gone.addAll(of(before, " host-a "));
      gone.addAll(of(before, " web-"));
      same("the same again", gone, informer, kubelet, stream);
      for (Identity each : List.of(informer, kubelet, stream)) {
        for (String line : gone) {
          String[] words = line.split(" ", -1);
          assertThat(each.names().find(words[5], words[3]).orElseThrow().pod().name())
              .as("what is read after it is gone")
              .isEqualTo(words[1]);
        }
      }
    }
  }

  @Test
  void anAgentFiltersByLabelsThatItsAggregatorDoesNotShow() throws Exception {
    assumeTrue(
        Files.isDirectory(Path.of("/sys/fs/cgroup/memory/kubepods"))
            || Files.isDirectory(Path.of("/sys/fs/cgroup/kubepods.slice")),
        "the cluster's node is not this machine");
    try (LocalCluster pair = new LocalCluster(directory.resolve("pair"))) {
      pair.set("NODECAST_KUBECONFIG", System.getenv("KUBECONFIG")).set("NODECAST_LEASE", "false");
      pair.ready();
      pair.startAgent(
          node.getMetadata().getName(),
          "NODECAST_DEV=false",
          "NODECAST_EBPF=false",
          "NODECAST_PROCESS_LIMIT=0",
          "NODECAST_POD_LABELS=team",
          "NODECAST_POD_SELECTOR=team=a,!absent");
      Set<String> expected = new TreeSet<>();
      Eventually.within(
          SOON,
          () -> "three pods of team a: " + expected,
          () -> {
            expected.clear();
            for (JsonNode pod :
                pair.json("/api/v1/pods?pageSize=200&namespace=" + NAMESPACE).get("pods")) {
              // What the cluster alone tells of has no numbers.
              if (pod.path("memoryBytes").isNumber()) {
                expected.add(pod.path("name").asText().replaceFirst("^web-.*-", "web-"));
              }
            }
            return expected.size() == 3 && expected.contains("host-a");
          });
      Eventually.within(
          SOON,
          "rows with the label, of no other pod",
          () ->
              pair.sql(
                      "SELECT groupUniqArray(pod_labels), uniqExact(pod) FROM container WHERE namespace = '"
                          + NAMESPACE
                          + "' AND pod_labels != ''")
                  .get(0)[0]
                  .equals("['team=a']"));
      assertThat(
              pair.sql("SELECT DISTINCT pod FROM container WHERE namespace = '" + NAMESPACE + "'"))
          .as("pods with rows")
          .hasSize(3);
    }
  }
}
