package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.TestingKubernetes.KEY;
import static dev.nodecast.aggregator.web.TestingKubernetes.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesReadsTest {
  private final TestingKubernetes kube;
  private final TestingCluster cluster;
  private final TestingServer server;
  private final long start;

  KubernetesReadsTest() throws Exception {
    kube = new TestingKubernetes();
    cluster = kube.cluster;
    server = kube.server;
    start = kube.start;
  }

  @AfterEach
  void stop() {
    kube.close();
  }

  @Test
  void podsThatAgentsSeeGetTheirNamesRequestsAndOwner() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    kube.container("uid-a", "c1").counter(ContainerKind.CPU_USAGE, 250_000);
    kube.after(1000);
    PodRow row = kube.pod("a");
    assertThat(row.namespace()).isEqualTo("shop");
    assertThat(row.node()).isEqualTo("n1");
    assertThat(row.cpuCores()).isEqualTo(0.25);
    assertThat(row.facts().phase()).isEqualTo("Running");
    assertThat(row.facts().owner().key()).isEqualTo(KEY);
    assertThat(row.facts().bounds().cpuRequestCores()).isEqualTo(0.5);
    assertThat(row.facts().bounds().memoryLimitBytes()).isEqualTo(200);
    PodDetail detail = server.data.pod("uid-a").orElseThrow();
    assertThat(detail.containers())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.cpuCores()).isEqualTo(0.25);
              assertThat(one.facts().image()).isEqualTo("registry/<i>image");
            });
  }

  @Test
  void staticPodsAreFoundByAContainerAndByBothUids() throws Exception {
    Meta etcd = TestingCluster.meta("Pod", "kube-system", "etcd", null, start);
    cluster.pod(etcd, "n1", "Running", TestingCluster.running("c9"));
    kube.container("hash-of-the-file", "c9").counter(ContainerKind.CPU_USAGE, 250_000);
    kube.after(1000);
    assertThat(server.data.pods(query(Sort.NAME, Scope.ALL)).rows())
        .extracting(PodRow::name, PodRow::uid)
        .containsExactly(tuple("etcd", "hash-of-the-file"));
    assertThat(server.data.pod("uid-etcd").orElseThrow().row().name()).isEqualTo("etcd");
    assertThat(server.data.pod("hash-of-the-file")).isPresent();
  }

  @Test
  void podsThatNoAgentSeesAreListedWithTheSchedulersWords() throws Exception {
    cluster.pod(kube.meta("big"), "", "Pending", "0/1 nodes: 1 Insufficient cpu");
    kube.after(1000);
    PodRow row = kube.pod("big");
    assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(row.health().text()).isEqualTo("Unschedulable: 0/1 nodes: 1 Insufficient cpu");
    assertThat(row.health().since()).isEqualTo(Instant.ofEpochMilli(start - 3_000));
    assertThat(row.cpuCores()).isNaN();
    assertThat(server.data.pod("uid-big")).isPresent();
    assertThat(server.get("/pods/uid-big").body()).contains("Insufficient cpu", "Pending");
    cluster.remove("uid-big");
    kube.after(1000);
    assertThat(server.data.pod("uid-big")).isEmpty();
  }

  @Test
  void killedAndCrashingContainersAreToldWithWhen() throws Exception {
    long ended = start - 60_000;
    cluster.pod(
        kube.meta("oom"),
        "n1",
        "Running",
        TestingCluster.container("", "waiting", "CrashLoopBackOff", "OOMKilled", 137, 4, ended));
    cluster.pod(
        kube.meta("crash"),
        "n1",
        "Running",
        TestingCluster.container("", "waiting", "CrashLoopBackOff", "Error", 1, 1, ended));
    cluster.pod(
        kube.meta("pull"),
        "n1",
        "Pending",
        TestingCluster.container(
            "", "waiting", "ImagePullBackOff", "", TestingCluster.NONE, 0, TestingCluster.NONE));
    kube.after(1000);
    assertThat(kube.pod("oom").health().text())
        .isEqualTo("OOMKilled: main, CrashLoopBackOff, 4 restarts");
    assertThat(kube.pod("oom").health().since()).isEqualTo(Instant.ofEpochMilli(ended));
    assertThat(kube.pod("oom").facts().last().exitCode()).isEqualTo(137);
    assertThat(kube.pod("crash").health().text())
        .isEqualTo("CrashLoopBackOff: main, 1 restart, exit 1");
    assertThat(kube.pod("pull").health().text()).isEqualTo("ImagePullBackOff: main");
    assertThat(server.data.pods(query(Sort.RESTARTS, Scope.ALL)).rows().get(0).name())
        .isEqualTo("oom");
    assertThat(server.data.cluster().findings())
        .extracting(Finding::kind, Finding::name)
        .contains(
            tuple(Finding.Kind.WORKLOAD, "checkout"),
            tuple(Finding.Kind.POD, "oom"),
            tuple(Finding.Kind.POD, "crash"),
            tuple(Finding.Kind.POD, "pull"));
  }

  @Test
  void podsOfOneWorkloadWithOneTroubleAreOneLine() throws Exception {
    for (String name : List.of("x", "y", "z")) {
      cluster.pod(kube.meta(name), "", "Pending", "0/1 nodes: " + name);
    }
    kube.after(1000);
    assertThat(server.data.cluster().findings())
        .filteredOn(finding -> finding.kind() == Finding.Kind.POD)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding)
                    .extracting(one -> one.health().text(), Finding::key, Finding::remedy)
                    .containsExactly(
                        "No node takes pod x: 0/1 nodes: x (and 2 more)",
                        "uid-x",
                        "Lower its requests, loosen its selectors, affinities or tolerations, or"
                            + " add a node"));
  }

  @Test
  void troubleIsForgottenWhenTimeHasPassed() throws Exception {
    long ended = start - 10_000;
    cluster.pod(
        kube.meta("a"),
        "n1",
        "Running",
        TestingCluster.container("c1", "running", "", "OOMKilled", 137, 1, ended));
    kube.after(1000);
    assertThat(kube.pod("a").health().severity()).isEqualTo(Severity.WARNING);
    kube.after(3_600_000);
    assertThat(kube.pod("a").health().text()).isEqualTo("Running");
  }

  @Test
  void theApiTellsWorkloadsPodsAndNodes() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(kube.meta("b"), "", "Pending", "no room", TestingCluster.running(""));
    kube.after(1000);
    JsonNode list = server.json("/api/v1/workloads?kind=Deployment&sort=-cpu");
    assertThat(list.at("/total").asInt()).isEqualTo(1);
    assertThat(list.at("/workloads/0/name").asText()).isEqualTo("checkout");
    assertThat(list.at("/workloads/0/bounds/cpuRequestCores").asDouble()).isEqualTo(1);
    JsonNode one = server.json("/api/v1/workloads/shop/Deployment/checkout");
    assertThat(one.at("/children/0/name").asText()).isEqualTo("checkout-7d");
    assertThat(one.at("/numbers/replicas").asInt()).isEqualTo(2);
    assertThat(server.get("/api/v1/workloads/shop/Deployment/none").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/workloads?kynd=x").statusCode()).isEqualTo(400);
    JsonNode pending = server.json("/api/v1/pods/shop/b");
    assertThat(pending.at("/kubernetes/phase").asText()).isEqualTo("Pending");
    assertThat(pending.at("/kubernetes/reason").asText()).isEqualTo("Unschedulable");
    assertThat(pending.at("/kubernetesContainers/0/image").asText()).isEqualTo("registry/<i>image");
    assertThat(pending.at("/kinds").isEmpty()).isTrue();
    JsonNode pods = server.json("/api/v1/pods?workload=" + KEY);
    assertThat(pods.at("/matching").asInt()).isEqualTo(2);
    JsonNode nodes = server.json("/api/v1/nodes");
    assertThat(nodes.at("/nodes/0/kubernetes/kubelet").asText()).isEqualTo("v1.20.15");
  }
}
