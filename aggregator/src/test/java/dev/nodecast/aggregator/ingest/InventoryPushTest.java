package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.Inventory;
import dev.nodecast.v1.Pod;
import dev.nodecast.v1.PodLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents are told of their nodes' pods, all of them and then what changed, over a real stream. */
final class InventoryPushTest extends FaultyAgents {
  private static final OwnerRef SET = new OwnerRef("ReplicaSet", "web-68b5579675", "uid-rs");
  private static final OwnerRef DEPLOYMENT = new OwnerRef("Deployment", "web", "uid-web");

  private final ScriptedCluster cluster = new ScriptedCluster();
  private final List<TestingStream> streams = new ArrayList<>();
  private InventoryPush push;

  @AfterEach
  void closePush() {
    streams.forEach(TestingStream::close);
    if (push != null) {
      push.close();
    }
  }

  private TestingStream connect(String node) throws Exception {
    return connect(hello(new TestingAgent(node, "b-" + node, 1)));
  }

  private TestingStream connect(Hello hello) throws Exception {
    TestingStream stream = open();
    streams.add(stream);
    stream.hello(hello);
    assertThat(stream.message().hasWelcome()).isTrue();
    return stream;
  }

  private static Inventory inventory(TestingStream stream) throws Exception {
    AggregatorMessage message = stream.message();
    assertThat(message.getCommand().hasInventory()).as("%s", message).isTrue();
    return message.getCommand().getInventory();
  }

  private static List<String> names(Inventory inventory) {
    return inventory.getPodsList().stream()
        .map(
            pod ->
                pod.getWorkloadKind()
                    + "/"
                    + pod.getWorkload()
                    + " "
                    + pod.getName()
                    + " "
                    + pod.getContainersList().stream().map(c -> c.getId()).toList())
        .toList();
  }

  @Test
  void anAgentIsToldAllAndThenWhatChanged() throws Exception {
    cluster.node("n1");
    cluster.workload("ReplicaSet", "rs", DEPLOYMENT);
    cluster.pod("u1", "web-1", "n1", SET, "c1");
    cluster.pod("u2", "web-2", "n2", SET, "c2");
    push = new InventoryPush(new ClusterPods(cluster), sessions);
    TestingStream agent = connect("n1");
    Inventory all = inventory(agent);
    assertThat(all.getFull()).isTrue();
    assertThat(names(all)).containsExactly("Deployment/web web-1 [c1]");
    assertThat(all.getPods(0).getLabelsMap()).containsEntry("app", "web");

    cluster.pod("u3", "web-3", "n1", SET, "");
    Inventory more = inventory(agent);
    assertThat(more.getFull()).isFalse();
    assertThat(names(more)).containsExactly("Deployment/web web-3 []");
    cluster.pod("u3", "web-3", "n1", SET, "c3");
    assertThat(names(inventory(agent))).containsExactly("Deployment/web web-3 [c3]");
    cluster.pod("u2", "web-2", "n2", SET, "c2-again"); // another's
    cluster.gone("u1");
    Inventory less = inventory(agent);
    assertThat(less.getRemovedList()).containsExactly("u1");
    assertThat(less.getPodsList()).isEmpty();
    assertThat(less.getVersion()).isEqualTo(4);
    assertThat(counters.inventoryBytes.sum()).isPositive();
  }

  @Test
  void anAgentIsToldTheLabelsThatItAskedForWhateverElseIsShown() throws Exception {
    cluster.node("n1");
    cluster.labels = Map.of("app", "web", "team", "a", "revision", "7");
    cluster.pod("u1", "web-1", "n1", SET, "c1");
    push = new InventoryPush(new ClusterPods(cluster), sessions);
    PodLabels wanted = PodLabels.newBuilder().addKeys("team").addKeys("nobody-has-it").build();
    TestingStream agent =
        connect(hello(new TestingAgent("n1", "b-n1", 1)).toBuilder().setPodLabels(wanted).build());
    assertThat(inventory(agent).getPods(0).getLabelsMap())
        .as("team is none of those that are shown and stored")
        .isEqualTo(Map.of("team", "a"));
    cluster.labels = Map.of("app", "web", "team", "a", "revision", "8");
    cluster.pod("u1", "web-1", "n1", SET, "c1");
    cluster.labels = Map.of("team", "b");
    cluster.pod("u2", "web-2", "n1", SET, "c2");
    Inventory next = inventory(agent);
    assertThat(names(next))
        .as("another revision is no news to who did not ask for it")
        .containsExactly("ReplicaSet/web-68b5579675 web-2 [c2]");
    assertThat(next.getPods(0).getLabelsMap()).isEqualTo(Map.of("team", "b"));
  }

  @Test
  void aRunThatEndedBeforeAnybodyHeardOfItIsToldToo() throws Exception {
    cluster.node("n1");
    cluster.lastId = "c1";
    cluster.pod("u1", "web-1", "n1", null, "c2");
    push = new InventoryPush(new ClusterPods(cluster), sessions);
    assertThat(names(inventory(connect("n1")))).containsExactly("/ web-1 [c1, c2]");
  }

  @Test
  void aPodThatCameBeforeWhatMadeItIsToldAgain() throws Exception {
    cluster.node("n1");
    cluster.pod("u1", "web-1", "n1", new OwnerRef("ReplicaSet", "rs", "uid-rs"), "c1");
    push = new InventoryPush(new ClusterPods(cluster), sessions);
    TestingStream agent = connect("n1");
    assertThat(names(inventory(agent))).containsExactly("ReplicaSet/rs web-1 [c1]");
    cluster.workload("ReplicaSet", "rs", DEPLOYMENT);
    assertThat(names(inventory(agent))).containsExactly("Deployment/web web-1 [c1]");
  }

  @Test
  void aNodeThatTheClusterDoesNotHaveIsToldNothingUntilItHas() throws Exception {
    push = new InventoryPush(new ClusterPods(cluster), sessions);
    TestingStream agent = connect("n1");
    cluster.pod("u1", "web-1", "n1", null, "c1");
    cluster.pod("u9", "mirror", "n1", new OwnerRef("Node", "n1", "uid-n1"), "c9");
    cluster.node("n1");
    Inventory all = inventory(agent);
    assertThat(all.getFull()).isTrue();
    assertThat(names(all)).containsExactlyInAnyOrder("/ web-1 [c1]", "/ mirror [c9]");
  }

  private static List<NodePod> pods(int count) {
    ScriptedCluster cluster = new ScriptedCluster();
    cluster.node("n1");
    for (int i = 0; i < count; i++) {
      String uid = String.format("1f2e3d4c-5b6a-7988-9a0b-c1d2e3f4%04d", i);
      String id = String.format("%064x", i * 0x9e3779b97f4a7c15L);
      cluster.pod(uid, "web-68b5579675-5k" + i, "n1", SET, id);
    }
    return new ClusterPods(cluster).pods("n1").orElseThrow();
  }

  @Test
  void aLargeInventoryComesInSeveralMessages() {
    NodeInventory inventory = new NodeInventory(2_000);
    List<Pod> told = new ArrayList<>();
    List<AggregatorMessage> messages = inventory.next(pods(50));
    for (AggregatorMessage message : messages) {
      Inventory one = message.getCommand().getInventory();
      assertThat(message.getSerializedSize()).isLessThan(2_100);
      assertThat(one.getFull()).isEqualTo(told.isEmpty());
      assertThat(one.getMore()).isEqualTo(message != messages.get(messages.size() - 1));
      told.addAll(one.getPodsList());
    }
    assertThat(told).extracting(Pod::getUid).doesNotHaveDuplicates().hasSize(50);
    assertThat(inventory.next(pods(50))).isEmpty();
  }

  @Test
  void aNodeFullOfPodsFitsIntoOneSmallMessage() {
    List<AggregatorMessage> all = new NodeInventory().next(pods(110));
    assertThat(all).hasSize(1);
    assertThat(all.get(0).getSerializedSize() / 110).as("bytes of a pod").isBetween(200, 300);
  }
}
