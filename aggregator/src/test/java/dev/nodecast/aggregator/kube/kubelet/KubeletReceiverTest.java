package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.ScriptedServer;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class KubeletReceiverTest {
  private static final String SUMMARY =
      new String(Kubelet.recorded("summary.json"), StandardCharsets.UTF_8);

  /** What a kubelet takes for its answer: so that several are at it at a time. */
  private static final long KUBELET_NANOS = 20_000_000;

  private final CollectedPoints sink = new CollectedPoints();

  @Test
  void deadKubeletsCostTheOthersNothing() throws Exception {
    // More dead ones than lanes: they would fill every lane for longer than the test runs.
    List<NodeRecord> nodes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      nodes.add(FixedView.node((i < 30 ? "dead" : "alive") + i, "", 0));
    }
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScriptedServer.Script script =
        (request, wire) -> {
          if (request.path().contains("/dead")) {
            wire.hang();
            return;
          }
          most.accumulateAndGet(present.incrementAndGet(), Math::max);
          LockSupport.parkNanos(KUBELET_NANOS);
          // Before the answer: with its end the lane may ask another, before we would go on here.
          present.decrementAndGet();
          wire.ok(SUMMARY);
        };
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client();
        KubeletReceiver receiver = receiver(Map.of(), client, nodes)) {
      await(() -> receiver.counters().scrapes() >= 100);

      // Ten that live make that 10 s; two lanes find out about a dead one every 2.5 s. Were lanes
      // shared, each would be taken for 5 s by one dead node after the other: 30 of 40 turns.
      assertThat(receiver.counters().failures()).isBetween(1L, 16L);
      assertThat(receiver.problems()).hasSize(1);
      assertThat(receiver.problems().get(0))
          .matches("kubelet_stats: dead.* more: cannot ask the kubelet: no answer within 5000 ms");
    }
    assertThat(most.get()).isBetween(2, KubeletReceiver.LANES);
  }

  @Test
  void asksNoKubeletWhileThereIsNoRoomAndThenAllAlike() throws Exception {
    List<NodeRecord> nodes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nodes.add(FixedView.node("node" + i, "", 0));
    }
    AtomicInteger asked = new AtomicInteger();
    ScriptedServer.Script script =
        (request, wire) -> {
          asked.incrementAndGet();
          wire.ok(SUMMARY);
        };
    sink.room = false;
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client();
        KubeletReceiver receiver = receiver(Map.of(), client, nodes)) {
      await(() -> receiver.counters().held() > 0);
      assertThat(asked).hasValue(0);
      sink.room = true;
      await(() -> nodes.stream().allMatch(node -> sink.of(node.meta().name()) > 0));
    }
  }

  @Test
  void saysWhichRuleIsMissing() throws Exception {
    Map<String, Integer> asked = new ConcurrentHashMap<>();
    ScriptedServer.Script script =
        (request, wire) -> {
          asked.merge(request.path(), 1, Integer::sum);
          if (asked.get(request.path()) == 1) {
            wire.status(403, "{\"kind\":\"Status\",\"message\":\"nodes \\\"a\\\" is forbidden\"}");
          } else {
            wire.ok(SUMMARY);
          }
        };
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client();
        KubeletReceiver receiver =
            receiver(Map.of(), client, List.of(FixedView.node("a", "", 0)))) {
      await(() -> !receiver.problems().isEmpty());
      assertThat(receiver.problems())
          .containsExactly(
              "kubelet_stats: a: cannot ask the kubelet: status 403: nodes \"a\" is forbidden"
                  + " (expected: credentials, and a ClusterRole with get on nodes/proxy)");
      await(() -> sink.of("a") > 0 && receiver.problems().isEmpty());
    }
    assertThat(asked).containsOnlyKeys("/api/v1/nodes/a/proxy/stats/summary");
  }

  @Test
  void takesNoAnswerThatIsTooLargeOrCutShort() throws Exception {
    String filling = " ".repeat(1 << 20);
    ScriptedServer.Script script =
        (request, wire) -> {
          if (request.path().contains("/large")) {
            wire.begin().send("{");
            for (int i = 0; i < 50; i++) {
              wire.send(filling);
            }
            wire.send("}").end();
          } else {
            wire.begin().send(SUMMARY.substring(0, SUMMARY.length() / 2));
          }
        };
    List<NodeRecord> nodes =
        List.of(FixedView.node("large", "", 0), FixedView.node("short", "", 0));
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client();
        KubeletReceiver receiver = receiver(Map.of(), client, nodes)) {
      await(() -> receiver.problems().size() == 2);
      assertThat(receiver.problems())
          .contains("kubelet_stats: large: cannot ask the kubelet: answer of more than 16 MiB")
          .anyMatch(p -> p.startsWith("kubelet_stats: short: "));
      assertThat(sink.collections).isEmpty();
    }
  }

  @Test
  void asksForPodsOnlyWhereTheyAreNotKnown() throws Exception {
    Map<String, Integer> asked = new ConcurrentHashMap<>();
    ScriptedServer.Script script =
        (request, wire) -> {
          asked.merge(request.path(), 1, Integer::sum);
          byte[] pods = Kubelet.recorded("pods.json");
          wire.ok(
              request.path().endsWith("/pods")
                  ? new String(pods, StandardCharsets.UTF_8)
                  : SUMMARY);
        };
    Map<String, String> shares =
        Map.of("NODECAST_KUBELET_METRICS", "+k8s.container.memory_limit_utilization");
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client();
        KubeletReceiver receiver =
            receiver(shares, client, List.of(FixedView.node("node1", "", 0)))) {
      await(() -> !sink.collections.isEmpty());
    }
    assertThat(asked).containsKey("/api/v1/nodes/node1/proxy/pods");
    assertThat(sink.collections.get(0))
        .extracting(MetricPoint::metric)
        .contains(KubeletMetrics.CONTAINER_SHARE.memoryLimit());
  }

  @Test
  void asksWithoutCredentialsDirectly() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (request, wire) -> {
                  assertThat(request.headers()).doesNotContainKey("authorization");
                  wire.ok(SUMMARY);
                });
        KubeletReceiver receiver =
            receiver(
                Map.of(
                    "NODECAST_KUBELET_ENDPOINT", "direct",
                    "NODECAST_KUBELET_AUTH", "none",
                    "NODECAST_KUBELET_PORT", String.valueOf(server.port())),
                null,
                List.of(FixedView.node("a", "127.0.0.1", 1), FixedView.node("b", "", 1)))) {
      await(() -> sink.of("a") > 0 && !receiver.problems().isEmpty());
      assertThat(receiver.problems())
          .containsExactly(
              "kubelet_stats: b: cannot ask the kubelet: no InternalIP (expected: an address of the"
                  + " node)");
    }
  }

  private KubeletReceiver receiver(
      Map<String, String> environment, KubernetesClient client, List<NodeRecord> nodes)
      throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("NODECAST_KUBELET_INTERVAL", "1s");
    return new KubeletReceiver(
            Kubelet.settings(all),
            client,
            new FixedView(nodes, List.of()),
            sink,
            InstantSource.system())
        .start();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited a minute").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
