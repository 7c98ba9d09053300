package dev.nodecast.aggregator.kube.strip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord.Endpoint;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects as a Kubernetes 1.20 told them. */
class StripTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Strip strip = new Strip(List.of("app"), new ClusterClock(InstantSource.system()));
  private final Pods pods = new Pods(strip);
  private final Workloads workloads = new Workloads(strip);
  private final Services services = new Services(strip);
  private final Storage storage = new Storage(strip);

  private static JsonNode object(String name) throws IOException {
    try (InputStream in =
        StripTest.class.getResourceAsStream("/dev/nodecast/aggregator/kube/" + name + ".json")) {
      return JSON.readTree(in);
    }
  }

  private static long ms(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  void keepsOfAPodWhatIsUsed() throws IOException {
    assertThat(pods.pod(object("pod-web")))
        .isEqualTo(
            new PodRecord(
                new Meta(
                    "Pod",
                    "nc-watch",
                    "web-7554545f5d-wxmgx",
                    "1541bc93-19b8-4f66-a234-9ab9eb347b91",
                    Map.of("app", "web"),
                    Optional.of(
                        new OwnerRef(
                            "ReplicaSet",
                            "web-7554545f5d",
                            "82ce1ade-1ae8-47f6-96f9-9bfd77c37a9c")),
                    ms("2026-11-21T12:17:59Z"),
                    Amounts.NONE),
                "node1",
                "10.200.0.17",
                "Running",
                "",
                "",
                "",
                "Burstable",
                "",
                false,
                true,
                ms("2026-11-21T12:18:06Z"),
                Map.of(
                    "app",
                    "web",
                    "pod-template-hash",
                    "7554545f5d",
                    "secret-looking",
                    "xyz",
                    "tier",
                    "front"),
                List.of("d=data"),
                List.of(
                    new ContainerRecord(
                        "prepare",
                        true,
                        "busybox",
                        "sha256:b285c59438dd60e4e21d999c50d257650f1f9bb78f2a2bec14db5f15970af6b5",
                        "e8293e24cb988165eaf0c0a801a763404bbac6aed98ac19d87d6930d5debfa4a",
                        new Amounts(10, 16 << 20, Amounts.NONE, Amounts.NONE, Amounts.NONE),
                        Amounts.UNKNOWN,
                        true,
                        0,
                        "terminated",
                        "Completed",
                        "",
                        0,
                        ms("2026-11-21T12:18:07Z"),
                        ms("2026-11-21T12:18:07Z")),
                    new ContainerRecord(
                        "web",
                        false,
                        "busybox",
                        "sha256:b285c59438dd60e4e21d999c50d257650f1f9bb78f2a2bec14db5f15970af6b5",
                        "1796a18317520ce4fcf1e95157e621504ce8b4b906896fe6e6104ba8167c364b",
                        new Amounts(50, 20 << 20, Amounts.NONE, 1 << 20, Amounts.NONE),
                        new Amounts(200, 32 << 20, Amounts.NONE, Amounts.NONE, Amounts.NONE),
                        true,
                        0,
                        "running",
                        "",
                        "",
                        Amounts.NONE,
                        ms("2026-11-21T12:18:08Z"),
                        Amounts.NONE))));
  }

  @Test
  void tellsACrashLoopItsLastEnd() throws IOException {
    ContainerRecord crashing = pods.pod(object("pod-crashloop")).containers().get(0);

    assertThat(crashing.state()).isEqualTo("waiting");
    assertThat(crashing.reason()).isEqualTo("CrashLoopBackOff");
    assertThat(crashing.lastReason()).isEqualTo("Error");
    assertThat(crashing.exitCode()).isEqualTo(3);
    assertThat(crashing.restarts()).isEqualTo(4);
    assertThat(crashing.finishedMs()).isEqualTo(ms("2026-11-21T12:19:30Z"));
    assertThat(crashing.ready()).isFalse();
    assertThat(crashing.containerId())
        .isEqualTo(crashing.lastId())
        .as("the run that ended is both")
        .hasSize(64);
  }

  @Test
  void keepsTheSchedulersWordsAndThatAPodFailed() throws IOException {
    PodRecord nowhere = pods.pod(object("pod-unschedulable"));
    assertThat(nowhere.unschedulable())
        .startsWith("0/1 nodes are available: 1 node(s) didn't match");
    assertThat(nowhere.node()).isEmpty();
    assertThat(nowhere.containers().get(0).state()).isEmpty();

    PodRecord failed = pods.pod(object("pod-failed"));
    assertThat(failed.phase()).isEqualTo("Failed");
    assertThat(failed.unschedulable()).isEmpty();
    assertThat(failed.containers().get(0).exitCode()).isEqualTo(1);
    assertThat(failed.meta().owner()).map(OwnerRef::kind).contains("Job");
  }

  @Test
  void readsANode() throws IOException {
    NodeRecord node = new Nodes(strip).node(object("node"));

    assertThat(node.meta().name()).isEqualTo("node1");
    assertThat(node.meta().labels()).containsEntry("kubernetes.io/os", "linux");
    assertThat(node.conditions()).containsEntry("Ready", 1).containsEntry("MemoryPressure", 0);
    assertThat(node.reasons()).containsEntry("Ready", "KubeletReady");
    assertThat(node.capacity().cpuMillis()).isEqualTo(2000);
    assertThat(node.capacity().pods()).isEqualTo(110);
    assertThat(node.allocatable().memory()).isPositive();
    assertThat(node.addresses()).containsEntry("InternalIP", "172.31.77.1");
    assertThat(node.kubeletPort()).isEqualTo(10250);
    assertThat(node.kubeletVersion()).startsWith("v1.20.2");
    assertThat(node.runtimeVersion()).startsWith("containerd://");
    assertThat(node.unschedulable()).isFalse();
  }

  @Test
  void readsWhatMakesPods() throws IOException {
    WorkloadRecord web = workloads.workload("Deployment", object("deployment"));
    assertThat(web.numbers())
        .isEqualTo(
            Map.of(
                "replicas",
                2L,
                "updatedReplicas",
                2L,
                "readyReplicas",
                2L,
                "availableReplicas",
                2L));
    assertThat(web.selector()).isEqualTo("app=web,tier in (front,back)");
    assertThat(web.reason()).isEmpty();

    WorkloadRecord job = workloads.workload("Job", object("job"));
    assertThat(job.numbers())
        .isEqualTo(Map.of("parallelism", 1L, "completions", 1L, "backoffLimit", 0L, "failed", 1L));
    assertThat(job.reason()).isEqualTo("BackoffLimitExceeded");

    WorkloadRecord nightly = workloads.workload("CronJob", object("cronjob"));
    assertThat(nightly.schedule()).isEqualTo("* * * * *");
    assertThat(nightly.number("active")).isEqualTo(3);

    WorkloadRecord ds = workloads.workload("DaemonSet", object("daemonset"));
    assertThat(ds.number("currentNumberScheduled")).isEqualTo(1);
    assertThat(ds.number("numberMisscheduled")).isZero();
    assertThat(ds.number("numberUnavailable")).isEqualTo(Amounts.NONE);

    WorkloadRecord db = workloads.workload("StatefulSet", object("statefulset"));
    assertThat(db.number("currentReplicas")).isEqualTo(1);
    assertThat(workloads.workload("ReplicaSet", object("replicaset")).meta().owner())
        .map(OwnerRef::name)
        .contains("web");
    HpaRecord hpa = workloads.autoscaler(object("hpa"));
    assertThat(hpa)
        .isEqualTo(new HpaRecord(hpa.meta(), 2, 4, 2, 0, "apps/v1", "Deployment", "web"));
  }

  @Test
  void readsServicesAndWhoServesThemInBothForms() throws IOException {
    assertThat(services.service(object("service")).ports()).containsExactly("http:80/TCP");
    assertThat(services.service(object("service")).selector()).isEqualTo(Map.of("app", "web"));

    Endpoint first =
        new Endpoint("10.200.0.17", "1541bc93-19b8-4f66-a234-9ab9eb347b91", "", true, true, false);
    assertThat(services.slice(object("slice-v1beta1")).service()).isEqualTo("web");
    assertThat(services.slice(object("slice-v1beta1")).endpoints()).hasSize(2).contains(first);
    assertThat(services.endpoints(object("endpoints")).service()).isEqualTo("web");
    assertThat(services.endpoints(object("endpoints")).endpoints()).hasSize(2).contains(first);
  }

  @Test
  void readsSlicesOfTheNewerVersion() throws IOException {
    JsonNode slice =
        JSON.readTree(
            "{\"endpoints\":[{\"addresses\":[\"fd00::1\"],\"zone\":\"z1\",\"conditions\":"
                + "{\"ready\":false,\"serving\":true,\"terminating\":true}},"
                + "{\"addresses\":[\"fd00::2\"],\"conditions\":{}}]}");

    assertThat(services.slice(slice).endpoints())
        .containsExactly(
            new Endpoint("fd00::1", "", "z1", false, true, true),
            new Endpoint("fd00::2", "", "", true, true, false));
  }

  @Test
  void readsQuotasAndVolumes() throws IOException {
    assertThat(storage.quota(object("quota")).hard())
        .isEqualTo(Map.of("pods", 20L, "requests.cpu", 1500L, "requests.memory", 2L << 30));
    assertThat(storage.quota(object("quota")).used()).containsEntry("requests.cpu", 170L);
    assertThat(storage.volume(object("volume")).capacity()).isEqualTo(1L << 30);
    assertThat(storage.claim(object("claim")).requested()).isEqualTo(500L << 20);
    assertThat(storage.claim(object("claim")).volume()).isEqualTo("nc-watch-pv");
    assertThat(storage.claim(object("claim")).phase()).isEqualTo("Bound");
    assertThat(new Nodes(strip).namespace(object("namespace")).phase()).isEqualTo("Active");
  }

  @Test
  void readsAQuotaOfOpenShiftsClusters() throws IOException {
    JsonNode quota =
        JSON.readTree(
            "{\"metadata\":{\"name\":\"team\",\"uid\":\"u\"},\"status\":{\"total\":{\"hard\":"
                + "{\"limits.cpu\":\"2\"},\"used\":{\"limits.cpu\":\"300m\"}},\"namespaces\":"
                + "[{\"namespace\":\"a\",\"status\":{\"used\":{\"limits.cpu\":\"100m\"}}},{}]}}");

    assertThat(storage.clusterQuota(quota).hard()).isEqualTo(Map.of("limits.cpu", 2000L));
    assertThat(storage.clusterQuota(quota).byNamespace()).containsOnlyKeys("a");
    assertThat(storage.clusterQuota(quota).byNamespace().get("a").used())
        .isEqualTo(Map.of("limits.cpu", 100L));
  }

  @Test
  void makesEmptyRecordsOfObjectsThatLackEverything() throws IOException {
    for (String text :
        List.of(
            "{}",
            "null",
            "[]",
            "7",
            "{\"metadata\":null,\"spec\":null,\"status\":null}",
            "{\"metadata\":[1],\"spec\":\"x\",\"status\":[[]]}",
            "{\"metadata\":{\"labels\":[],\"ownerReferences\":{\"controller\":true},"
                + "\"creationTimestamp\":\"never\"},\"spec\":{\"containers\":{\"a\":1},"
                + "\"selector\":3,\"ports\":[[]],\"taints\":[null],\"hard\":{\"cpu\":{}}},"
                + "\"status\":{\"conditions\":[null,3],\"addresses\":[{}],\"containerStatuses\":"
                + "[null],\"capacity\":{\"cpu\":\"1e99999999\"}},\"subsets\":[{}],\"endpoints\":[[]]}")) {
      JsonNode object = JSON.readTree(text);
      assertThat(pods.pod(object).meta().name()).isEmpty();
      assertThat(new Nodes(strip).node(object).meta().uid()).isEmpty();
      assertThat(new Nodes(strip).namespace(object).phase()).isEmpty();
      assertThat(workloads.workload("Job", object).numbers()).isEmpty();
      assertThat(workloads.autoscaler(object).max()).isEqualTo(Amounts.NONE);
      assertThat(services.service(object).type()).isEmpty();
      assertThat(services.slice(object).endpoints()).isEmpty();
      assertThat(services.endpoints(object).endpoints()).isEmpty();
      assertThat(storage.quota(object).hard()).isEmpty();
      assertThat(storage.clusterQuota(object).byNamespace()).isEmpty();
      assertThat(storage.volume(object).capacity()).isEqualTo(Amounts.NONE);
      assertThat(storage.claim(object).requested()).isEqualTo(Amounts.NONE);
    }
  }

  @Test
  void cutsWhatIsLongAndKeepsOneCopyOfWhatRepeats() throws IOException {
    String message = "x".repeat(100_000);
    PodRecord pod = pods.pod(JSON.readTree("{\"status\":{\"message\":\"" + message + "\"}}"));
    assertThat(pod.message()).hasSize(Fields.MAX_TEXT);

    PodRecord one = pods.pod(object("pod-web"));
    PodRecord two = pods.pod(object("pod-web"));
    assertThat(two.node()).isSameAs(one.node());
    assertThat(two.meta().labels()).isSameAs(one.meta().labels());
    assertThat(two.containers().get(1).requests()).isSameAs(one.containers().get(1).requests());
  }

  @Test
  void keepsContainersThatWereAddedToARunningPodApart() throws IOException {
    PodRecord pod =
        pods.pod(
            JSON.readTree(
                "{\"spec\":{\"containers\":[{\"name\":\"web\"}],\"ephemeralContainers\":"
                    + "[{\"name\":\"debugger-x\",\"image\":\"busybox\"}]},\"status\":{"
                    + "\"ephemeralContainerStatuses\":[{\"name\":\"debugger-x\",\"containerID\":"
                    + "\"containerd://e1\",\"state\":{\"running\":{}},\"ready\":false}]}}"));
    assertThat(pod.containers())
        .extracting(ContainerRecord::name)
        .containsExactly("web", "debugger-x");
    assertThat(pod.containers()).extracting(ContainerRecord::own).containsExactly(true, false);
    assertThat(pod.containers().get(1).containerId()).isEqualTo("e1");
  }

  @Test
  void keepsAllLabelsOfAPodUpToABoundAndTheChosenOnesFirst() throws IOException {
    AtomicInteger cut = new AtomicInteger();
    Pods bounded =
        new Pods(
            new Strip(
                List.of("zone"), new ClusterClock(InstantSource.system()), cut::incrementAndGet));
    StringBuilder labels = new StringBuilder("\"zone\":\"z1\"");
    for (int i = 0; i < 100; i++) {
      labels.append(",\"l").append(1000 + i).append("\":\"").append("v".repeat(60)).append('"');
    }
    PodRecord pod = bounded.pod(JSON.readTree("{\"metadata\":{\"labels\":{" + labels + "}}}"));
    // 6 characters of zone, 65 of each other one, of 2048.
    assertThat(pod.allLabels()).hasSize(32).containsKeys("zone", "l1000", "l1030");
    assertThat(pod.allLabels()).doesNotContainKey("l1031");
    assertThat(pod.meta().labels()).isEqualTo(Map.of("zone", "z1"));
    assertThat(cut).hasValue(1);
    String annotated = "{\"resource.opentelemetry.io/service.name\":\"cart\",\"secret\":\"s\"}";
    assertThat(
            bounded
                .pod(JSON.readTree("{\"metadata\":{\"annotations\":" + annotated + "}}"))
                .allLabels())
        .isEqualTo(Map.of("resource.opentelemetry.io/service.name", "cart"));
    assertThat(bounded.pod(object("pod-web")).allLabels()).containsEntry("app", "web");
    assertThat(cut).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "100m, 100, 1",
    "0.1, 100, 1",
    "1.5Gi, 1610612736000, 1610612736",
    "12e3, 12000000, 12000",
    "1k, 1000000, 1000",
    "5n, 1, 1",
    "0, 0, 0",
    "-1, -1000, -1",
    "2E, , 2000000000000000000",
    "99999999999999999999, , ",
    "1e999999999, , ",
    "Gi, , ",
    "1 Gi, , ",
    "1Xi, , ",
  })
  void readsQuantitiesAsKubernetesDoes(String text, Long millis, Long whole) {
    JsonNode quantity = JSON.getNodeFactory().textNode(text);
    assertThat(Quantity.millis(quantity)).isEqualTo(millis == null ? Amounts.NONE : millis);
    assertThat(Quantity.whole(quantity)).isEqualTo(whole == null ? Amounts.NONE : whole);
  }
}
