package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of one node with an agent, and a cluster with a Deployment that is short of a pod. */
final class TestingKubernetes implements AutoCloseable {
  static final OwnerRef CHECKOUT = new OwnerRef("Deployment", "checkout", "uid-checkout");
  static final OwnerRef SET = new OwnerRef("ReplicaSet", "checkout-7d", "uid-checkout-7d");
  static final String KEY = "shop:Deployment:checkout";

  final TestingCluster cluster = new TestingCluster();
  final List<ClusterEvents.Told> told = new ArrayList<>();
  final TestingServer server;
  final TestingAgent agent;
  final long start;

  TestingKubernetes() throws Exception {
    server = new TestingServer(cluster, () -> told);
    start = server.clock.millis();
    agent = new TestingAgent(server.live, "n1");
    agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 4);
    cluster.node("n1", Map.of("Ready", 1, "MemoryPressure", 0));
    Map<String, Long> numbers =
        Map.of("replicas", 2L, "readyReplicas", 1L, "availableReplicas", 1L);
    cluster.workload(
        TestingCluster.meta("Deployment", "shop", "checkout", null, start - 5_000), numbers);
    cluster.workload(
        TestingCluster.meta("ReplicaSet", "shop", "checkout-7d", CHECKOUT, start - 4_000), numbers);
  }

  Meta meta(String name) {
    return TestingCluster.meta("Pod", "shop", name, SET, start - 3_000);
  }

  TestingAgent.Values container(String uid, String id) {
    return agent.of(ContainerKind.KIND, "", "", "", "main", uid, id, "", "");
  }

  Present after(long ms) throws Exception {
    agent.tick(server.clock.advance(ms));
    return server.data.pictures.now();
  }

  static RowQuery query(Sort sort, Scope scope) {
    return new RowQuery("", sort, sort.byValue(), 0, 50, "", "", Severity.OK, Order.NONE, scope);
  }

  PodRow pod(String name) {
    return server.data.pods(query(Sort.NAME, Scope.ALL)).rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.close();
  }
}
