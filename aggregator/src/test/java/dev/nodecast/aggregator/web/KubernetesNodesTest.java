package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.TestingKubernetes.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesNodesTest {
  private final TestingKubernetes kube;
  private final TestingCluster cluster;
  private final TestingServer server;

  KubernetesNodesTest() throws Exception {
    kube = new TestingKubernetes();
    cluster = kube.cluster;
    server = kube.server;
  }

  @AfterEach
  void stop() {
    kube.close();
  }

  @Test
  void theClusterHasRoomPhasesAndProblems() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    cluster.pod(kube.meta("b"), "", "Pending", TestingCluster.running(""));
    cluster.problems.add("No permission to list <b>");
    cluster.node("n2", Map.of("Ready", 0));
    kube.after(1000);
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
    kube.after(1000);
    Instant since = server.clock.instant();
    kube.after(1000);
    NodeRow row = server.data.node("n1").orElseThrow().row();
    assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(row.health().text()).isEqualTo("NotReady: KubeletSays<b>");
    assertThat(row.health().since()).isEqualTo(since);
  }

  @Test
  void nodesWithoutAnAgentAreListedWithTheirRoomAndAreAFinding() throws Exception {
    cluster.node("n2", Map.of("Ready", 1));
    cluster.pod(kube.meta("a"), "n2", "Running", TestingCluster.running("c1"));
    kube.after(1000);
    assertThat(server.data.nodes(query(Sort.NAME, Scope.ALL)).rows())
        .extracting(NodeRow::name, row -> row.health().text(), NodeRow::cpuCount, NodeRow::pods)
        .containsExactly(tuple("n1", "Ready", 4.0, 0), tuple("n2", "No agent", 4.0, 1));
    NodeDetail detail = server.data.node("n2").orElseThrow();
    assertThat(detail.row().facts().cpu().requests()).isEqualTo(0.5);
    assertThat(detail.row().cpuCores()).isNaN();
    assertThat(server.data.shell().nodes().total()).isEqualTo(2);
    assertThat(server.data.shell().agents().total()).isEqualTo(1);
    assertThat(nodeFindings()).containsExactly("n2: No agent");
    assertThat(server.get("/nodes/n2").body()).contains("No agent", "dedicated=gpu:NoSchedule");
    assertThat(server.get("/").body()).contains("href=\"/nodes/n2\"");
    assertThat(server.json("/api/v1/nodes").at("/nodes/1/state").asText()).isEqualTo("no agent");
  }

  @Test
  void aNodeThatIsNotReadyOrUnderPressureIsOneFindingWithARemedy() throws Exception {
    cluster.nodes.clear();
    cluster.node("n1", Map.of("Ready", 1, "MemoryPressure", 1));
    cluster.node("n2", Map.of("Ready", 0));
    kube.after(1000);
    assertThat(nodeFindings())
        .containsExactly(
            "n2: Node n2 is not ready: KubeletSays<b>",
            "n1: Node n1 is short of memory and evicts pods");
    assertThat(server.data.cluster().findings())
        .allSatisfy(finding -> assertThat(finding.remedy()).isNotEmpty());
    assertThat(server.data.node("n2").orElseThrow().row().health().severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void anAgentThatComesIsNoRecovery() throws Exception {
    cluster.node("n2", Map.of("Ready", 1));
    kube.after(1000);
    new TestingAgent(server.live, "n2").tick(server.clock.millis());
    Present present = kube.after(1000);
    assertThat(present.listed()).hasSize(2);
    assertThat(present.nodes()).hasSize(2);
    assertThat(present.recoveries()).isEmpty();
  }

  private List<String> nodeFindings() {
    return server.data.cluster().findings().stream()
        .filter(finding -> finding.kind() == Finding.Kind.NODE)
        .map(finding -> finding.name() + ": " + finding.health().text())
        .toList();
  }
}
