package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.TestingKubernetes.KEY;
import static dev.nodecast.aggregator.web.TestingKubernetes.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesWorkloadsTest {
  private final TestingKubernetes kube;
  private final TestingCluster cluster;
  private final TestingServer server;
  private final long start;

  KubernetesWorkloadsTest() throws Exception {
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
  void workloadsSumTheirPodsAndKnowTheirSets() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(kube.meta("b"), "", "Pending", "no room", TestingCluster.running(""));
    cluster.pod(kube.meta("old"), "n1", "Succeeded", TestingCluster.running(""));
    kube.container("uid-a", "c1").counter(ContainerKind.CPU_USAGE, 250_000);
    kube.after(1000);
    WorkloadRow row = server.data.workloads(query(Sort.HEALTH, Scope.ALL)).rows().get(0);
    assertThat(row.key()).isEqualTo(KEY);
    assertThat(row.ready()).isEqualTo(1);
    assertThat(row.desired()).isEqualTo(2);
    assertThat(row.pods()).isEqualTo(2);
    assertThat(row.cpuCores()).isEqualTo(0.25);
    assertThat(row.bounds().cpuRequestCores()).isEqualTo(1);
    assertThat(row.bounds().memoryLimitBytes()).isEqualTo(400);
    assertThat(row.health().text()).isEqualTo("1 of 2 available; Unschedulable: no room");
    assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
    WorkloadDetail detail = server.data.workload(KEY).orElseThrow();
    assertThat(detail.children())
        .extracting(WorkloadDetail.Child::name, WorkloadDetail.Child::ready)
        .containsExactly(tuple("checkout-7d", 1.0));
    assertThat(server.data.pods(query(Sort.NAME, new Scope("", "", KEY))).rows())
        .extracting(PodRow::name)
        .containsExactly("a", "b", "old");
    assertThat(server.data.workloads(query(Sort.NAME, new Scope("none", "", ""))).rows()).isEmpty();
    assertThat(server.data.workloads(query(Sort.NAME, new Scope("", "Job", ""))).total())
        .isEqualTo(1);
    assertThat(server.data.workload("shop:Deployment:none")).isEmpty();
    assertThat(server.data.workload("nonsense")).isEmpty();
  }

  @Test
  void ownersThatAreNotWatchedAreKnownByTheirPods() throws Exception {
    OwnerRef rollout = new OwnerRef("Rollout", "web", "uid-web");
    cluster.pod(
        TestingCluster.meta("Pod", "shop", "web-1", rollout, start),
        "n1",
        "Running",
        TestingCluster.running("c1"));
    OwnerRef node = new OwnerRef("Node", "n1", "uid-n1");
    cluster.pod(
        TestingCluster.meta("Pod", "kube-system", "etcd", node, start),
        "n1",
        "Running",
        TestingCluster.running("c2"));
    kube.after(1000);
    assertThat(server.data.workloads(query(Sort.NAME, Scope.ALL)).rows())
        .extracting(WorkloadRow::key, WorkloadRow::ready)
        .containsExactly(tuple(KEY, 1.0), tuple("shop:Rollout:web", 1.0));
    assertThat(server.data.workload("shop:Rollout:web")).isPresent();
  }

  @Test
  void anOwnerThatComesAfterItsPodIsFollowed() throws Exception {
    OwnerRef late = new OwnerRef("ReplicaSet", "late-5f", "uid-late-5f");
    cluster.pod(
        TestingCluster.meta("Pod", "shop", "late-1", late, start),
        "n1",
        "Running",
        TestingCluster.running("c1"));
    kube.after(1000);
    assertThat(kube.pod("late-1").facts().owner().kind()).isEqualTo("ReplicaSet");
    OwnerRef deployment = new OwnerRef("Deployment", "late", "uid-late");
    cluster.workload(
        TestingCluster.meta("ReplicaSet", "shop", "late-5f", deployment, start),
        Map.of("replicas", 1L));
    kube.after(1000);
    assertThat(kube.pod("late-1").facts().owner().key()).isEqualTo("shop:Deployment:late");
  }

  @Test
  void aChangeOfTheClusterIsANewTick() throws Exception {
    long before = kube.after(1000).tick().number();
    assertThat(server.data.pictures.now().tick().number()).isEqualTo(before);
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    assertThat(server.data.pictures.now().tick().number()).isGreaterThan(before);
  }

  @Test
  void aFailedJobIsAFindingOfItsCronJob() throws Exception {
    OwnerRef nightly = new OwnerRef("CronJob", "nightly", "uid-nightly");
    cluster.workload(
        TestingCluster.meta("CronJob", "shop", "nightly", null, start), Map.of("active", 0L));
    cluster.workload(
        TestingCluster.meta("Job", "shop", "nightly-1", nightly, start),
        Map.of("failed", 2L),
        "BackoffLimitExceeded");
    cluster.workload(
        TestingCluster.meta("Job", "shop", "nightly-2", nightly, start),
        Map.of("failed", 2L),
        "BackoffLimitExceeded");
    kube.after(1000);
    assertThat(server.data.cluster().findings())
        .filteredOn(finding -> finding.key().equals("shop:CronJob:nightly"))
        .extracting(Finding::name, finding -> finding.health().text())
        .containsExactly(
            tuple(
                "nightly-1",
                "Job nightly-1 of cron job nightly failed after 2 pods: BackoffLimitExceeded"),
            tuple(
                "nightly-2",
                "Job nightly-2 of cron job nightly failed after 2 pods: BackoffLimitExceeded"));
    assertThat(
            Pattern.compile("<tr id=\"(u-[^\"]*nightly[^\"]*)\"")
                .matcher(server.get("/").body())
                .results()
                .map(row -> row.group(1)))
        .hasSize(2)
        .doesNotHaveDuplicates();
  }
}
