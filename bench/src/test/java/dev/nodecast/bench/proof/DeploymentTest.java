package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images and the manifests on a real cluster of one node: {@code KUBECONFIG} names it, and both
 * images must be there. All objects are this test's, and so is {@code /var/lib/nodecast-proof} on
 * the node.
 */
class DeploymentTest {
  private static final String NAMESPACE = "nodecast";
  private static final List<String> IMAGES =
      List.of("nodecast-agent:0.1.0", "nodecast-aggregator:0.1.0");
  private static final Duration LIVE = Duration.ofSeconds(60);
  private static final String PROXY =
      "/api/v1/namespaces/nodecast/services/nodecast-aggregator:http/proxy";

  @TempDir Path directory;

  private Kubectl kubectl;

  @Test
  void showsTheClusterLosesNothingAndLeavesNothing() throws Exception {
    kubectl = Kubectl.here(directory);
    String node = theNode();
    assertThat(kubectl.run("get", "namespace", NAMESPACE, "--ignore-not-found"))
        .as("another deployment")
        .isEmpty();
    String overlay = manifests();
    Set<String> before = clusterWide();
    try (NodeDirectory ignored = new NodeDirectory(kubectl)) {
      try {
        kubectl.run("apply", "-k", overlay);
        long applied = System.nanoTime();
        Eventually.within(LIVE, "node and pods are live", () -> live(node));
        System.out.println(
            "DeploymentTest: live after " + Duration.ofNanos(System.nanoTime() - applied));
        new SecondAggregator(kubectl, NAMESPACE).waits();
        readyAfterRestartOf("deployment/nodecast-aggregator");
        readyAfterRestartOf("daemonset/nodecast-agent");
        readyAfterRestartOf("deployment/nodecast-aggregator");
        Eventually.within(LIVE, "node and pods are live again", () -> live(node));
        compare(node);
      } finally {
        kubectl.run("delete", "-k", overlay);
      }
    }
    // What others made may go meanwhile.
    assertThat(clusterWide()).as("cluster-wide objects").isSubsetOf(before);
  }

  /** Skips the test where the images are not; fails on a cluster that this test is not for. */
  private String theNode() throws Exception {
    JsonNode nodes = kubectl.json("get", "nodes", "-o", "json").get("items");
    Set<String> images = new HashSet<>();
    for (JsonNode image : nodes.get(0).path("status").path("images")) {
      image.path("names").forEach(name -> images.add(name.asText().replaceFirst(".*/", "")));
    }
    assumeTrue(images.containsAll(IMAGES), "no images on the node (make images)");
    assertThat(nodes).as("nodes of the cluster").hasSize(1);
    return nodes.get(0).path("metadata").path("name").asText();
  }

  /** A copy of the manifests with secrets of their own, whose agents keep what they have sent. */
  private String manifests() throws Exception {
    Path from = LocalCluster.repository();
    copy(from.resolve("k8s"), directory.resolve("k8s"));
    Path script = Files.createDirectories(directory.resolve("scripts")).resolve("kube-secrets");
    Files.copy(from.resolve("scripts/kube-secrets"), script);
    Program secrets =
        Program.start(
            "kube-secrets",
            List.of("bash", script.toString(), "--renew"),
            Map.of(),
            directory.resolve("kube-secrets.log"));
    assertThat(secrets.exit(LIVE)).as(secrets.log()).isZero();
    Path overlay = Files.createDirectories(directory.resolve("k8s/overlays/proof"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [../../base]
        patches:
          - patch: |-
              apiVersion: apps/v1
              kind: DaemonSet
              metadata: {name: nodecast-agent}
              spec:
                template:
                  spec:
                    containers:
                      - name: agent
                        env: [{name: NODECAST_SPOOL_KEEP, value: "true"}]
                    volumes:
                      - name: spool
                        hostPath: {path: /var/lib/nodecast-proof, type: Directory}
        """);
    return overlay.toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private Set<String> clusterWide() throws Exception {
    String kinds = "namespaces,clusterroles,clusterrolebindings,persistentvolumes,storageclasses";
    Set<String> ours = new HashSet<>();
    for (String name : kubectl.run("get", kinds, "-o", "name").lines().toList()) {
      if (name.contains("nodecast")) {
        ours.add(name);
      }
    }
    return ours;
  }

  /** Whether the pages show this node, and on it both pods of ours that run now. */
  private boolean live(String node) throws Exception {
    Set<String> expected = new HashSet<>();
    for (JsonNode pod :
        kubectl
            .json(
                "-n",
                NAMESPACE,
                "get",
                "pods",
                "-o",
                "json",
                "--field-selector=status.phase=Running")
            .get("items")) {
      expected.add(pod.path("metadata").path("uid").asText());
    }
    Set<String> shown = new HashSet<>();
    for (JsonNode pod : api("/api/v1/pods?pageSize=200&namespace=" + NAMESPACE).get("pods")) {
      if (pod.path("node").asText().equals(node)) {
        shown.add(pod.path("uid").asText());
      }
    }
    boolean connected = false;
    for (JsonNode each : api("/api/v1/nodes").get("nodes")) {
      connected |=
          each.path("name").asText().equals(node) && each.path("state").asText().equals("live");
    }
    return connected && expected.size() == 2 && shown.containsAll(expected);
  }

  private JsonNode api(String path) throws Exception {
    return kubectl.json("get", "--raw", PROXY + path);
  }

  private void readyAfterRestartOf(String what) throws Exception {
    kubectl.run("-n", NAMESPACE, "rollout", "restart", what);
    kubectl.run("-n", NAMESPACE, "rollout", "status", what, "--timeout=120s");
    Eventually.within(
        LocalCluster.SOON,
        "storage is ready",
        () -> kubectl.run("get", "--raw", PROXY + "/ready") != null);
  }

  /** Holds ClickHouse against the agent's ledger until nothing differs. */
  private void compare(String node) throws Exception {
    int port = Ports.free();
    Program tunnel =
        Program.start(
            "port-forward",
            List.of(
                "kubectl",
                "-n",
                NAMESPACE,
                "port-forward",
                "deployment/nodecast-aggregator",
                port + ":8123"),
            Map.of(),
            directory.resolve("port-forward.log"));
    List<String> wrong = new ArrayList<>();
    try {
      // What is stored lags, and segments move while they are copied: differences that stay count.
      Eventually.within(
          LocalCluster.SOON,
          () -> "ClickHouse has what the agent sent: " + wrong + tunnel.log(),
          () -> {
            wrong.clear();
            wrong.addAll(differences(node, statement -> Web.rows(port, statement)));
            return wrong.isEmpty();
          });
    } finally {
      tunnel.stop(LocalCluster.SOON);
    }
  }

  private List<String> differences(String node, Comparison.Rows rows) throws Exception {
    Map<String, Long> stored = new TreeMap<>();
    for (String[] row :
        rows.sql("SELECT boot, max(seq) FROM node WHERE node = '" + node + "' GROUP BY boot")) {
      stored.put(row[0], Long.parseLong(row[1]));
    }
    String runs = "";
    for (JsonNode each : api("/api/v1/nodes").get("nodes")) {
      runs = each.path("boot").asText();
    }
    // The run that goes on is compared up to what is stored, one that ended as a whole. An agent
    // that
    // ended in good order goes on with its run, so there may be one only.
    Map<String, Long> until = new HashMap<>();
    until.put(runs, stored.getOrDefault(runs, 0L));
    Map<String, Ledger.Boot> ledger = Ledger.read(ledger(), until);
    assertThat(ledger.keySet())
        .as("runs of the agent in its ledger")
        .isNotEmpty()
        .isEqualTo(stored.keySet());
    List<String> wrong = new ArrayList<>();
    long cells = 0;
    for (Map.Entry<String, Ledger.Boot> boot : ledger.entrySet()) {
      Comparison comparison = new Comparison(rows, node, boot.getKey(), boot.getValue());
      comparison.all();
      wrong.addAll(comparison.wrong());
      cells += comparison.cells();
    }
    assertThat(cells).as("sums compared").isGreaterThan(1000);
    System.out.println("DeploymentTest: " + cells + " sums compared, " + wrong.size() + " differ");
    return wrong;
  }

  /** The agent's spool, copied. */
  private Path ledger() throws Exception {
    Path archive = directory.resolve("spool.tar");
    kubectl.into(
        archive,
        "-n",
        NAMESPACE,
        "exec",
        "daemonset/nodecast-agent",
        "-c",
        "agent",
        "--",
        "tar",
        "-C",
        "/var/lib/nodecast",
        "-cf",
        "-",
        "spool");
    Path target = Files.createTempDirectory(directory, "ledger");
    Program tar =
        Program.start(
            "tar",
            List.of("tar", "-xf", archive.toString(), "-C", target.toString()),
            Map.of(),
            directory.resolve("tar.log"));
    assertThat(tar.exit(LIVE)).as(tar.log()).isZero();
    return target.resolve("spool");
  }
}
