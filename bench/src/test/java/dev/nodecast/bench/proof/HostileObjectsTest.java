package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects of a real cluster that were written to do harm: their texts are stored and shown as what
 * they are, and what is secret goes nowhere.
 */
@ExtendWith(LogsOnFailure.class)
class HostileObjectsTest {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String IMAGE = "<img src=x onerror=alert(2)>";
  private static final String DROP = "'; DROP TABLE nodecast.k8s_object; --";

  /** The API takes 256 KiB of annotations, keys and values together. */
  private static final int BIG = (256 << 10) - 8;

  private static final String OBJECTS =
      "[{name: events, mode: watch},"
          + "{name: pods, mode: watch, include_initial_state: true},"
          + "{name: configmaps, mode: watch, include_initial_state: true},"
          + "{name: deployments, mode: watch, include_initial_state: true}]";

  private final String namespace = "nodecast-hostile-" + Long.toString(System.nanoTime(), 36);
  private final String password = UUID.randomUUID().toString();
  private final String key = UUID.randomUUID().toString();

  @TempDir Path directory;
  private Kubectl kubectl;
  private LocalCluster cluster;

  private void start() throws Exception {
    kubectl = Kubectl.here(directory);
    kubectl.run("create", "namespace", namespace);
    apply(secrets());
    // From here on only the copy that kubectl keeps in an annotation has the password.
    kubectl.run("-n", namespace, "set", "env", "deployment/shy", "PASSWORD-");
    assertThat(kubectl.run("-n", namespace, "get", "deployment", "shy", "-o", "json"))
        .contains(password);
    cluster =
        new LocalCluster(directory)
            .set("NODECAST_KUBERNETES", "kubeconfig")
            .set("NODECAST_KUBECONFIG", System.getenv("KUBECONFIG"))
            .set("NODECAST_OBJECTS", OBJECTS)
            .ready();
    apply(hostile());
    kubectl.given(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"big\","
            + "\"annotations\":{\"big\":\""
            + "x".repeat(BIG)
            + "\"}}}",
        "-n",
        namespace,
        "create",
        "-f",
        "-");
  }

  @AfterEach
  void stop() throws Exception {
    if (kubectl != null) {
      kubectl.run("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private void apply(String text) throws Exception {
    kubectl.given(text, "-n", namespace, "apply", "-f", "-");
  }

  private String secrets() {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: opener}
        stringData: {key: %s}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shy}
        spec:
          replicas: 0
          selector: {matchLabels: {app: shy}}
          template:
            metadata: {labels: {app: shy}}
            spec:
              containers:
                - {name: shy, image: "none:1", env: [{name: PASSWORD, value: %s}]}
        """
        .formatted(key, password);
  }

  private String hostile() {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: hostile
          annotations: {script: "SCRIPT", image: "IMAGE", drop: "DROP"}
        spec:
          nodeSelector: {nodecast-test: nowhere}
          containers: [{name: main, image: "none:1"}]
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: hostile}
        involvedObject: {kind: Pod, namespace: NAMESPACE, name: "IMAGE"}
        type: Warning
        reason: "SCRIPT"
        message: "DROP IMAGE SCRIPT"
        source: {component: "SCRIPT"}
        firstTimestamp: NOW
        lastTimestamp: NOW
        count: 1
        """
        .replace("SCRIPT", SCRIPT)
        .replace("IMAGE", IMAGE)
        .replace("DROP", DROP)
        .replace("NAMESPACE", namespace)
        .replace("NOW", java.time.Instant.now().toString().replaceFirst("\\..*", "Z"));
  }

  @Test
  void textsAreTextsAndSecretsStayWhereTheyAre() throws Exception {
    start();
    Eventually.within(
        LocalCluster.SOON,
        "objects are stored as they are",
        () -> {
          assertThat(of("hostile", "pods", "annotations", "script")).isEqualTo(SCRIPT);
          assertThat(of("hostile", "pods", "annotations", "image")).isEqualTo(IMAGE);
          assertThat(of("hostile", "pods", "annotations", "drop")).isEqualTo(DROP);
          assertThat(of("big", "configmaps", "annotations", "big")).hasSize(BIG);
          assertThat(of("shy", "deployments", "name")).isEqualTo("shy");
          return true;
        });
    pages();
    List<String> secret =
        List.of(
            password,
            key,
            Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    for (String text : secret) {
      for (String column :
          List.of("k8s_object:text", "k8s_entity:attributes", "k8s_metric:attributes")) {
        String table = column.replaceFirst(":.*", "");
        assertThat(
                cluster.sql(
                        "SELECT count() FROM "
                            + table
                            + " WHERE position(toString("
                            + column.replaceFirst(".*:", "")
                            + "), '"
                            + text
                            + "') > 0")
                    .get(0)[0])
            .as(column)
            .isEqualTo("0");
      }
    }
    assertThat(cluster.sql("SELECT count() FROM k8s_object WHERE resource = 'secrets'").get(0)[0])
        .isEqualTo("0");
    String log = cluster.program("aggregator").log();
    assertThat(log).doesNotContain(secret.toArray(String[]::new)).doesNotContain("PRIVATE KEY");
    assertThat(log).doesNotContain("client-key-data", SCRIPT);
  }

  /** A text at a path of an object's metadata, as it was stored. */
  private String of(String name, String resource, String... path) throws Exception {
    List<String[]> rows =
        cluster.sql(
            "SELECT JSONExtractString(text, 'metadata', '"
                + String.join("', '", path)
                + "') FROM k8s_object WHERE namespace = '"
                + namespace
                + "' AND resource = '"
                + resource
                + "' AND name = '"
                + name
                + "' ORDER BY ts DESC LIMIT 1 FORMAT TSVRaw");
    return rows.isEmpty() ? "" : rows.get(0)[0];
  }

  private void pages() throws Exception {
    // The event's own page has it, escaped; the others may.
    Eventually.within(
        LocalCluster.SOON,
        "the event is shown",
        () -> Web.text(cluster.url("/events?namespace=" + namespace)).contains("&lt;script&gt;"));
    for (String page :
        List.of(
            "/",
            "/cluster",
            "/events",
            "/events?namespace=" + namespace,
            "/pods?namespace=" + namespace,
            "/pods/" + namespace + "/hostile",
            "/workloads?namespace=" + namespace)) {
      assertThat(Web.get(cluster.url(page)).body())
          .as(page)
          .doesNotContain(SCRIPT, "<img src=x", password, key);
    }
    assertThat(Web.text(cluster.url("/api/v1/k8s/objects?namespace=" + namespace)))
        .doesNotContain(password, key);
  }

  @Test
  void secretsAreNotToBeAskedFor() throws Exception {
    LocalCluster other =
        new LocalCluster(directory.resolve("other"))
            .set("NODECAST_KUBERNETES", "off")
            .set("NODECAST_OBJECTS", "[{name: secrets}]");
    try (other) {
      Program refused = other.startAggregator();
      assertThat(refused.exit(LocalCluster.SOON)).isNotZero();
      assertThat(refused.log()).contains("anything but secrets, which are never collected");
    }
  }
}
