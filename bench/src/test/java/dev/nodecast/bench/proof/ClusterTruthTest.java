package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is stored and shown of a real cluster is what kubectl says of it. The aggregator of {@code
 * dist/} runs beside it.
 */
@ExtendWith(LogsOnFailure.class)
class ClusterTruthTest {
  /** Those that are off by default, but for what OpenShift has. */
  private static final String METRICS =
      "+k8s.container.status.state,+k8s.container.status.reason,+k8s.pod.status_reason,"
          + "+k8s.node.condition,+k8s.service.endpoint.count,"
          + "+k8s.service.load_balancer.ingress.count,+k8s.persistentvolume.status.phase,"
          + "+k8s.persistentvolume.storage.capacity,+k8s.persistentvolumeclaim.status.phase,"
          + "+k8s.persistentvolumeclaim.storage.request,"
          + "+k8s.persistentvolumeclaim.storage.capacity";

  private static final Duration SETTLED = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Kubectl kubectl;
  private LocalCluster cluster;
  private Zoo zoo;
  private PodLines pages;

  @BeforeEach
  void start() throws Exception {
    kubectl = Kubectl.here(directory);
    String images =
        kubectl.run("get", "nodes", "-o", "jsonpath={.items[*].status.images[*].names[*]}");
    assumeTrue(images.contains("busybox:latest"), "the cluster's node has no image of busybox");
    cluster =
        new LocalCluster(directory)
            .set("NODECAST_KUBERNETES", "kubeconfig")
            .set("NODECAST_KUBECONFIG", System.getenv("KUBECONFIG"))
            .set("NODECAST_CLUSTER_INTERVAL", "1s")
            .set("NODECAST_CLUSTER_METRICS", METRICS)
            .set("NODECAST_CLUSTER_ALLOCATABLE_TYPES", "cpu,memory,ephemeral-storage,pods")
            .set("NODECAST_KUBELET_INTERVAL", "2s")
            .set("NODECAST_KUBELET_GROUPS", "node,pod,container,volume")
            .ready();
    zoo = new Zoo(kubectl, "nodecast-zoo-" + Long.toString(System.nanoTime(), 36));
    pages = new PodLines(zoo, cluster);
  }

  @AfterEach
  void stop() throws Exception {
    if (zoo != null) {
      zoo.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void storesAndShowsWhatKubectlSays() throws Exception {
    zoo.awaitSettled();
    equalsKubectl();
    assertThat(KubectlValues.of(zoo)).hasSizeGreaterThan(100);
    Eventually.within(
        SETTLED,
        "pages equal kubectl",
        () -> {
          assertThat(pages.shown()).isEqualTo(pages.expected());
          return true;
        });
    workloads();
    volumes();
    sickOnThePage();
    Eventually.within(SETTLED, "each event is stored once", () -> missingEvents().isEmpty());
    assertThat(duplicateEvents()).isEmpty();

    long before = storedEvents();
    cluster.program("aggregator").stop(LocalCluster.SOON);
    cluster.ready();
    kubectl.run("-n", zoo.namespace(), "scale", "deployment/web", "--replicas=1");
    kubectl.run("-n", zoo.namespace(), "delete", "pod", "oom");
    Eventually.within(SETTLED, "events go on", () -> storedEvents() > before);
    equalsKubectl();
    assertThat(duplicateEvents()).isEmpty();
  }

  private void equalsKubectl() {
    Eventually.within(
        SETTLED,
        "SQL equals kubectl",
        () -> {
          assertThat(differences()).isEmpty();
          return true;
        });
  }

  /** What SQL and kubectl do not both say; each with what either says. */
  private Map<String, String> differences() throws Exception {
    Map<String, Double> said = KubectlValues.of(zoo);
    Map<String, Double> stored = new TreeMap<>();
    String of = "'" + zoo.namespace() + "'";
    for (String[] row :
        cluster.sql(
            "SELECT metric, kind, namespace, name, pod,"
                + " arrayStringConcat(mapValues(mapSort(attributes)), ','), value"
                + " FROM k8s_metric WHERE receiver = 'k8s_cluster'"
                + " AND ts = (SELECT max(ts) FROM k8s_metric WHERE receiver = 'k8s_cluster')"
                + " AND (namespace = "
                + of
                + " OR (namespace = '' AND (kind = 'node' OR name = "
                + of
                + "))) AND NOT (metric LIKE '%.status.%' AND value = 0)"
                + " AND (metric != 'k8s.service.endpoint.count' OR"
                + " attributes['k8s.service.endpoint.condition'] = 'ready')")) {
      String key = KubectlValues.key(row[0], row[1], row[2], row[3], row[4], row[5]);
      stored.put(key, Double.parseDouble(row[6]));
    }
    Map<String, String> differ = new TreeMap<>();
    Set<String> keys = new TreeSet<>(said.keySet());
    keys.addAll(stored.keySet());
    for (String key : keys) {
      if (!said.getOrDefault(key, Double.NaN).equals(stored.get(key))) {
        differ.put(key, "kubectl " + said.get(key) + ", SQL " + stored.get(key));
      }
    }
    return differ;
  }

  private void workloads() throws Exception {
    Map<String, String> lines = new TreeMap<>();
    for (JsonNode each :
        cluster
            .json("/api/v1/workloads?pageSize=200&namespace=" + zoo.namespace())
            .path("workloads")) {
      lines.put(
          each.path("kind").asText() + "/" + each.path("name").asText(),
          each.path("ready").asText() + "/" + each.path("desired").asText());
    }
    assertThat(lines)
        .containsEntry("Deployment/web", "2/2")
        .containsEntry("StatefulSet/db", "1/1")
        .containsKeys("DaemonSet/everywhere", "CronJob/tick", "Job/once");
  }

  /** What is wrong is on the first page, in the API server's words. */
  private void sickOnThePage() throws Exception {
    Eventually.within(
        SETTLED,
        "reasons on the pods' page",
        () -> {
          Map<String, String> health = new TreeMap<>();
          pages
              .pods()
              .forEach(pod -> health.put(pod.path("name").asText(), pod.path("health").toString()));
          assertThat(health.get("oom")).contains("OOMKilled");
          assertThat(health.get("loops")).contains("CrashLoopBackOff");
          assertThat(health.get("no-room")).contains("nodes are available", "nsufficient cpu");
          return true;
        });
    String page = Web.text(cluster.url("/pods?namespace=" + zoo.namespace()));
    assertThat(page).contains("OOMKilled", "CrashLoopBackOff", "no-room");
  }

  private void volumes() {
    String claim =
        "{'k8s.persistentvolume.name':'%s','k8s.persistentvolumeclaim.name':'data',"
            + "'k8s.storageclass.name':'%s','k8s.volume.type':'persistentVolumeClaim'}";
    Eventually.within(
        SETTLED,
        "what volumes are",
        () -> {
          Set<String> found = new TreeSet<>();
          for (String[] row :
              cluster.sql(
                  "SELECT DISTINCT name, toString(mapSort(attributes)) FROM k8s_metric"
                      + " WHERE metric = 'k8s.volume.capacity' AND pod = 'db-0' AND namespace = '"
                      + zoo.namespace()
                      + "'")) {
            found.add(row[0] + " " + row[1].replace("\\'", "'"));
          }
          assertThat(found)
              .contains(
                  "data " + claim.formatted(zoo.namespace(), zoo.namespace()),
                  "scratch {'k8s.volume.type':'emptyDir'}");
          return true;
        });
  }

  /** Versions of events that kubectl has and SQL does not. */
  private Set<String> missingEvents() throws Exception {
    Set<String> missing = new TreeSet<>();
    for (JsonNode event : zoo.all("events")) {
      missing.add(
          event.at("/metadata/uid").asText()
              + " "
              + event.at("/metadata/resourceVersion").asText());
    }
    assertThat(missing).isNotEmpty();
    events("count() = 1").forEach(missing::remove);
    return missing;
  }

  private List<String> duplicateEvents() throws Exception {
    return events("count() > 1");
  }

  private long storedEvents() throws Exception {
    return events("count() = 1").size();
  }

  private List<String> events(String having) throws Exception {
    List<String> found = new ArrayList<>();
    for (String[] row :
        cluster.sql(
            "SELECT uid, resource_version FROM k8s_object WHERE resource = 'events'"
                + " AND namespace = '"
                + zoo.namespace()
                + "' GROUP BY uid, resource_version HAVING "
                + having)) {
      found.add(row[0] + " " + row[1]);
    }
    return found;
  }
}
