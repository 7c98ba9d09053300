package dev.nodecast.aggregator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private final Cluster cluster = new Cluster();

  private static Meta meta(String kind, String name, OwnerRef owner) {
    return new Meta(
        kind, "ns", name, "uid-" + name, Map.of(), Optional.ofNullable(owner), 1, Amounts.NONE);
  }

  private static OwnerRef owner(String kind, String name) {
    return new OwnerRef(kind, name, "uid-" + name);
  }

  private static PodRecord pod(String name, String node) {
    return new PodRecord(
        meta("Pod", name, null),
        node,
        "",
        "Running",
        "",
        "",
        "",
        "",
        "",
        false,
        false,
        1,
        List.of(),
        List.of());
  }

  private void workload(String kind, String name, OwnerRef owner) {
    cluster
        .workloadStore(kind)
        .put(new WorkloadRecord(meta(kind, name, owner), Map.of(), "", "", false, "", ""));
  }

  @Test
  void findsTheTopmostOwner() {
    workload("Deployment", "web", null);
    workload("ReplicaSet", "web-1", owner("Deployment", "web"));
    workload("ReplicaSet", "old", null);
    workload("ReplicaSet", "canary-1", owner("Rollout", "canary"));
    workload("CronJob", "nightly", null);
    workload("Job", "nightly-1", owner("CronJob", "nightly"));

    assertThat(top(owner("ReplicaSet", "web-1"))).contains(owner("Deployment", "web"));
    assertThat(top(owner("Job", "nightly-1"))).contains(owner("CronJob", "nightly"));
    assertThat(top(owner("ReplicaSet", "old"))).contains(owner("ReplicaSet", "old"));
    assertThat(top(owner("ReplicaSet", "canary-1"))).contains(owner("Rollout", "canary"));
    assertThat(top(owner("ReplicaSet", "unknown"))).contains(owner("ReplicaSet", "unknown"));
    assertThat(top(null)).isEmpty();
  }

  @Test
  void endsWhereOwnersOwnEachOther() {
    workload("Job", "a", owner("Job", "b"));
    workload("Job", "b", owner("Job", "a"));

    assertThat(top(owner("Job", "a"))).map(OwnerRef::kind).contains("Job");
  }

  private Optional<OwnerRef> top(OwnerRef of) {
    return cluster.workload(meta("Pod", "p", of));
  }

  @Test
  void findsPodsByTheirNodeAsTheyComeMoveAndGo() {
    KindStore<PodRecord> pods = cluster.podStore();
    pods.put(pod("a", ""));
    pods.put(pod("b", "n1"));
    assertThat(cluster.pods("n1")).containsExactly(pod("b", "n1"));
    assertThat(cluster.pods("")).isEmpty();

    pods.put(pod("a", "n1"));
    pods.put(pod("b", "n2"));
    assertThat(cluster.pods("n1")).containsExactly(pod("a", "n1"));
    assertThat(cluster.pods("n2")).containsExactly(pod("b", "n2"));

    pods.remove("uid-a");
    pods.remove("uid-a");
    assertThat(cluster.pods("n1")).isEmpty();
    assertThat(cluster.pods()).hasSize(1);
    assertThat(cluster.pod("uid-b")).contains(pod("b", "n2"));
  }

  @Test
  void forgetsOfOneNamespaceWhatItsListDidNotHave() {
    KindStore<PodRecord> pods = cluster.podStore();
    pods.put(pod("a", "n1"));
    pods.put(pod("b", "n1"));

    pods.retain("elsewhere", Set.of());
    assertThat(cluster.pods()).hasSize(2);
    pods.retain("ns", Set.of("uid-b"));
    assertThat(cluster.pods()).containsExactly(pod("b", "n1"));
  }

  @Test
  void refusesWhatIsBeyondItsBoundButNotNews() {
    KindStore<NamespaceRecord> store =
        new KindStore<>(NamespaceRecord::meta, 1, (meta, before, now) -> {});
    assertThat(store.put(new NamespaceRecord(meta("Namespace", "a", null), "Active"))).isTrue();
    assertThat(store.put(new NamespaceRecord(meta("Namespace", "b", null), "Active"))).isFalse();
    assertThat(store.put(new NamespaceRecord(meta("Namespace", "a", null), "Terminating")))
        .isTrue();
    assertThat(store.all()).extracting(NamespaceRecord::phase).containsExactly("Terminating");
  }

  @Test
  void tellsEachChangeOnceAndSurvivesAListenerThatFails() {
    List<String> told = new ArrayList<>();
    cluster.listen(
        (meta, before, now) -> {
          throw new IllegalStateException("a listener of this test");
        });
    cluster.listen(
        (meta, before, now) -> told.add(meta.name() + " " + (before != null) + (now != null)));
    cluster.podStore().put(pod("a", "n1"));
    cluster.podStore().put(pod("a", "n1"));
    cluster.podStore().put(pod("a", "n2"));
    cluster.podStore().remove("uid-a");

    assertThat(told).containsExactly("a falsetrue", "a truetrue", "a truefalse");
  }

  @Test
  void isSyncedWhenAllThatWasExpectedIsSettled() {
    assertThat(cluster.synced()).isFalse();
    cluster.expect("Pod");
    cluster.expect("Node");
    cluster.settled("Pod");
    assertThat(cluster.synced()).isFalse();
    cluster.settled("Node");
    assertThat(cluster.synced()).isTrue();
  }

  @Test
  void keepsAProblemUntilItIsSolved() {
    cluster.problem("Pod", "cannot list pods");
    cluster.problem("Pod", "cannot watch pods");
    assertThat(cluster.problems()).containsExactly("cannot watch pods");
    cluster.solved("Pod");
    assertThat(cluster.problems()).isEmpty();
  }
}
