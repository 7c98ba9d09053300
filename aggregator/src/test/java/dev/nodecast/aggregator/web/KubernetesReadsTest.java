package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubernetesReadsTest {
  private static final OwnerRef CHECKOUT = new OwnerRef("Deployment", "checkout", "uid-checkout");
  private static final OwnerRef SET = new OwnerRef("ReplicaSet", "checkout-7d", "uid-checkout-7d");
  private static final String KEY = "shop:Deployment:checkout";

  private final TestingCluster cluster = new TestingCluster();
  private final List<EventRow> told = new ArrayList<>();
  private TestingServer server;
  private TestingAgent agent;
  private long start;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer(cluster, () -> told);
    start = server.clock.millis();
    agent = new TestingAgent(server.live, "n1");
    agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 4);
    cluster.node("n1", Map.of("Ready", 1, "MemoryPressure", 0));
    cluster.workload(
        TestingCluster.meta("Deployment", "shop", "checkout", null, start - 5_000),
        Map.of("replicas", 2L, "readyReplicas", 1L));
    cluster.workload(
        TestingCluster.meta("ReplicaSet", "shop", "checkout-7d", CHECKOUT, start - 4_000),
        Map.of("replicas", 2L, "readyReplicas", 1L));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Meta meta(String name) {
    return TestingCluster.meta("Pod", "shop", name, SET, start - 3_000);
  }

  private TestingAgent.Values container(String uid, String id) {
    return agent.of(ContainerKind.KIND, "", "", "", "main", uid, id, "", "");
  }

  private Present after(long ms) throws Exception {
    agent.tick(server.clock.advance(ms));
    return server.data.pictures.now();
  }

  private static RowQuery query(Sort sort, Scope scope) {
    return new RowQuery("", sort, sort.byValue(), 0, 50, "", "", Severity.OK, Order.NONE, scope);
  }

  private PodRow pod(String name) {
    return server.data.pods(query(Sort.NAME, Scope.ALL)).rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void podsThatAgentsSeeGetTheirNamesRequestsAndOwner() throws Exception {
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    container("uid-a", "c1").counter(ContainerKind.CPU_USAGE, 250_000);
    after(1000);
    PodRow row = pod("a");
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
    container("hash-of-the-file", "c9").counter(ContainerKind.CPU_USAGE, 250_000);
    after(1000);
    assertThat(server.data.pods(query(Sort.NAME, Scope.ALL)).rows())
        .extracting(PodRow::name, PodRow::uid)
        .containsExactly(tuple("etcd", "hash-of-the-file"));
    assertThat(server.data.pod("uid-etcd").orElseThrow().row().name()).isEqualTo("etcd");
    assertThat(server.data.pod("hash-of-the-file")).isPresent();
  }

  @Test
  void podsThatNoAgentSeesAreListedWithTheSchedulersWords() throws Exception {
    cluster.pod(meta("big"), "", "Pending", "0/1 nodes: 1 Insufficient cpu");
    after(1000);
    PodRow row = pod("big");
    assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(row.health().text()).isEqualTo("Unschedulable: 0/1 nodes: 1 Insufficient cpu");
    assertThat(row.health().since()).isEqualTo(Instant.ofEpochMilli(start - 3_000));
    assertThat(row.cpuCores()).isNaN();
    assertThat(server.data.pod("uid-big")).isPresent();
    assertThat(server.get("/pods/uid-big").body()).contains("Insufficient cpu", "Pending");
    cluster.remove("uid-big");
    after(1000);
    assertThat(server.data.pod("uid-big")).isEmpty();
  }

  @Test
  void killedAndCrashingContainersAreToldWithWhen() throws Exception {
    long ended = start - 60_000;
    cluster.pod(
        meta("oom"),
        "n1",
        "Running",
        TestingCluster.container("", "waiting", "CrashLoopBackOff", "OOMKilled", 137, 4, ended));
    cluster.pod(
        meta("crash"),
        "n1",
        "Running",
        TestingCluster.container("", "waiting", "CrashLoopBackOff", "Error", 1, 1, ended));
    cluster.pod(
        meta("pull"),
        "n1",
        "Pending",
        TestingCluster.container(
            "", "waiting", "ImagePullBackOff", "", TestingCluster.NONE, 0, TestingCluster.NONE));
    after(1000);
    assertThat(pod("oom").health().text())
        .isEqualTo("OOMKilled: main, CrashLoopBackOff, 4 restarts");
    assertThat(pod("oom").health().since()).isEqualTo(Instant.ofEpochMilli(ended));
    assertThat(pod("oom").facts().last().exitCode()).isEqualTo(137);
    assertThat(pod("crash").health().text()).isEqualTo("CrashLoopBackOff: main, 1 restart, exit 1");
    assertThat(pod("pull").health().text()).isEqualTo("ImagePullBackOff: main");
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
      cluster.pod(meta(name), "", "Pending", "0/1 nodes: " + name);
    }
    after(1000);
    assertThat(server.data.cluster().findings())
        .filteredOn(finding -> finding.kind() == Finding.Kind.POD)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.health().text())
                    .isEqualTo("Unschedulable: 0/1 nodes: x (and 2 more)"));
  }

  @Test
  void troubleIsForgottenWhenTimeHasPassed() throws Exception {
    long ended = start - 10_000;
    cluster.pod(
        meta("a"),
        "n1",
        "Running",
        TestingCluster.container("c1", "running", "", "OOMKilled", 137, 1, ended));
    after(1000);
    assertThat(pod("a").health().severity()).isEqualTo(Severity.WARNING);
    after(3_600_000);
    assertThat(pod("a").health().text()).isEqualTo("Running");
  }

  @Test
  void workloadsSumTheirPodsAndKnowTheirSets() throws Exception {
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(meta("b"), "", "Pending", "no room", TestingCluster.running(""));
    cluster.pod(meta("old"), "n1", "Succeeded", TestingCluster.running(""));
    container("uid-a", "c1").counter(ContainerKind.CPU_USAGE, 250_000);
    after(1000);
    WorkloadRow row = server.data.workloads(query(Sort.HEALTH, Scope.ALL)).rows().get(0);
    assertThat(row.key()).isEqualTo(KEY);
    assertThat(row.ready()).isEqualTo(1);
    assertThat(row.desired()).isEqualTo(2);
    assertThat(row.pods()).isEqualTo(2);
    assertThat(row.cpuCores()).isEqualTo(0.25);
    assertThat(row.bounds().cpuRequestCores()).isEqualTo(1);
    assertThat(row.bounds().memoryLimitBytes()).isEqualTo(400);
    assertThat(row.health().text()).isEqualTo("1 of 2 ready; Unschedulable: no room");
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
    after(1000);
    assertThat(server.data.workloads(query(Sort.NAME, Scope.ALL)).rows())
        .extracting(WorkloadRow::key, WorkloadRow::ready)
        .containsExactly(tuple(KEY, 1.0), tuple("shop:Rollout:web", 1.0));
    assertThat(server.data.workload("shop:Rollout:web")).isPresent();
  }

  @Test
  void theClusterHasRoomPhasesAndProblems() throws Exception {
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(meta("b"), "", "Pending", TestingCluster.running(""));
    cluster.problems.add("No permission to list <b>");
    cluster.node("n2", Map.of("Ready", 0));
    after(1000);
    ClusterRoom room = server.data.cluster().room();
    assertThat(room.cpu().capacity()).isEqualTo(8);
    assertThat(room.cpu().allocatable()).isEqualTo(7.6);
    assertThat(room.cpu().requests()).as("of pods on nodes").isEqualTo(0.5);
    assertThat(room.memory().limits()).isEqualTo(200);
    assertThat(room.nodesReady()).isEqualTo(1);
    assertThat(room.phases()).isEqualTo(Map.of("Running", 1, "Pending", 1));
    String page = server.get("/").body();
    assertThat(page)
        .contains("No permission to list &lt;b&gt;", "1 of 2 ready", "Allocatable")
        .doesNotContain("<b>\"");
    NodeRow node = server.data.node("n1").orElseThrow().row();
    assertThat(node.facts().conditions()).hasSize(2);
    assertThat(node.facts().cpu().requests()).isEqualTo(0.5);
  }

  @Test
  void aNodeThatIsNotReadyIsToldByKubernetes() throws Exception {
    cluster.nodes.clear();
    cluster.node("n1", Map.of("Ready", 0));
    after(1000);
    Instant since = server.clock.instant();
    after(1000);
    NodeRow row = server.data.node("n1").orElseThrow().row();
    assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(row.health().text()).isEqualTo("NotReady: KubeletSays<b>");
    assertThat(row.health().since()).isEqualTo(since);
  }

  @Test
  void aChangeOfTheClusterIsANewTick() throws Exception {
    long before = after(1000).tick().number();
    assertThat(server.data.pictures.now().tick().number()).isEqualTo(before);
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    assertThat(server.data.pictures.now().tick().number()).isGreaterThan(before);
  }

  @Test
  void anOwnerThatComesAfterItsPodIsFollowed() throws Exception {
    OwnerRef late = new OwnerRef("ReplicaSet", "late-5f", "uid-late-5f");
    cluster.pod(
        TestingCluster.meta("Pod", "shop", "late-1", late, start),
        "n1",
        "Running",
        TestingCluster.running("c1"));
    after(1000);
    assertThat(pod("late-1").facts().owner().kind()).isEqualTo("ReplicaSet");
    OwnerRef deployment = new OwnerRef("Deployment", "late", "uid-late");
    cluster.workload(
        TestingCluster.meta("ReplicaSet", "shop", "late-5f", deployment, start),
        Map.of("replicas", 1L));
    after(1000);
    assertThat(pod("late-1").facts().owner().key()).isEqualTo("shop:Deployment:late");
  }

  @Test
  void theApiTellsWorkloadsPodsAndNodes() throws Exception {
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(meta("b"), "", "Pending", "no room", TestingCluster.running(""));
    after(1000);
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

  private void tell(int secondsAgo, String kind, String name, String message) {
    told.add(
        ClusterEvents.row(
            server.clock.millis() - 1000L * secondsAgo,
            true,
            "BackOff",
            message,
            kind,
            "shop",
            name,
            "uid-" + name,
            "spec.containers{main}",
            "",
            3,
            "kubelet"));
  }

  @Test
  void eventsOfKubernetesAreFilteredAndBelongToTheirObjects() throws Exception {
    cluster.pod(meta("a"), "n1", "Running", TestingCluster.running("c1"));
    after(1000);
    tell(1, "Pod", "a", "Back-off <b>restarting");
    tell(2, "Deployment", "checkout", "Scaled");
    tell(3, "Node", "n1", "Rebooted");
    Instant now = server.clock.instant();
    EventQuery query =
        new EventQuery(
            "",
            "",
            "",
            "",
            "",
            Severity.OK,
            now.minusSeconds(60),
            now.plusSeconds(60),
            0,
            2,
            "kubernetes");
    Events page = server.data.events(query);
    assertThat(page.rows().rows())
        .extracting(EventRow::message)
        .containsExactly("Back-off <b>restarting", "Scaled");
    assertThat(page.rows().matching()).isEqualTo(3);
    assertThat(page.rows().rows().get(0).container()).isEqualTo("main");
    assertThat(messages(Subject.Kind.POD, "uid-a")).containsExactly("Back-off <b>restarting");
    assertThat(messages(Subject.Kind.NODE, "n1")).containsExactly("Rebooted");
    assertThat(messages(Subject.Kind.WORKLOAD, KEY))
        .containsExactly("Back-off <b>restarting", "Scaled");
    assertThat(server.get("/events?source=kubernetes&q=restarting").body())
        .contains("Back-off &lt;b&gt;restarting")
        .doesNotContain("Rebooted");
    assertThat(server.get("/api/v1/events?source=nobody").statusCode()).isEqualTo(400);
  }

  private List<String> messages(Subject.Kind kind, String id) {
    return server.data.recentEvents(new Subject(kind, id), 10).stream()
        .map(EventRow::message)
        .toList();
  }

  @Test
  void mergedPagesHoldEveryEventOnceAndInOrder() {
    for (int memorySize : new int[] {0, 1, 7, 23}) {
      for (int storedSize : new int[] {0, 1, 30, 41}) {
        List<EventRow> memory = rows(memorySize, 5);
        List<EventRow> stored = rows(storedSize, 3);
        List<EventRow> whole = new ArrayList<>();
        int size = 4;
        for (int from = 0; from < memorySize + storedSize; from += size) {
          int first = Math.max(0, from - memorySize);
          int end = Math.min(storedSize, from + size);
          List<EventRow> part = first < end ? stored.subList(first, end) : List.of();
          whole.addAll(MergedEvents.page(memory, part, first, from, size));
        }
        List<EventRow> both = MergedEvents.newest(memory, stored, 1000);
        assertThat(whole).extracting(EventRow::time).isEqualTo(times(both));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(both);
      }
    }
  }

  private static List<Instant> times(List<EventRow> rows) {
    return rows.stream().map(EventRow::time).toList();
  }

  /** Newest first, a multiple of {@code step} seconds apart. */
  private static List<EventRow> rows(int count, int step) {
    List<EventRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long ms = 1_000_000 - 1000L * i * step;
      rows.add(
          ClusterEvents.row(ms, false, "R", step + "/" + i, "Pod", "n", "p", "u", "", "", 1, ""));
    }
    return rows;
  }
}
