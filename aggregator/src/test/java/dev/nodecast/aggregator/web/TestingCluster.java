package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster that a test fills; owners are followed as far as it holds them. */
final class TestingCluster implements ClusterView {
  static final long NONE = Amounts.NONE;

  final Map<String, PodRecord> pods = new LinkedHashMap<>();
  final Map<String, WorkloadRecord> workloads = new LinkedHashMap<>();
  final List<NodeRecord> nodes = new ArrayList<>();
  final List<String> problems = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();

  private void changed(Meta meta, Object before, Object now) {
    listeners.forEach(listener -> listener.changed(meta, before, now));
  }

  void remove(String uid) {
    PodRecord gone = pods.remove(uid);
    changed(gone.meta(), gone, null);
  }

  static Meta meta(String kind, String namespace, String name, OwnerRef owner, long createdMs) {
    return new Meta(
        kind,
        namespace,
        name,
        "uid-" + name,
        Map.of("app", name),
        Optional.ofNullable(owner),
        createdMs,
        NONE);
  }

  static Amounts amounts(long millis, long memory) {
    return new Amounts(millis, memory, NONE, NONE, NONE);
  }

  /** A container that runs with 0.5 cores asked for, 1 at most, and 100 bytes of 200. */
  static ContainerRecord running(String id) {
    return container(id, "running", "", "", NONE, 0, NONE);
  }

  static ContainerRecord container(
      String id,
      String state,
      String reason,
      String lastReason,
      long exit,
      int restarts,
      long finishedMs) {
    return new ContainerRecord(
        "main",
        false,
        "registry/<i>image",
        "",
        id,
        amounts(500, 100),
        amounts(1000, 200),
        state.equals("running"),
        restarts,
        state,
        reason,
        lastReason,
        exit,
        NONE,
        finishedMs);
  }

  PodRecord pod(Meta meta, String node, String phase, ContainerRecord... containers) {
    return pod(meta, node, phase, "", containers);
  }

  PodRecord pod(
      Meta meta, String node, String phase, String unschedulable, ContainerRecord... containers) {
    boolean ready = phase.equals("Running");
    for (ContainerRecord one : containers) {
      ready &= one.ready();
    }
    PodRecord pod =
        new PodRecord(
            meta,
            node,
            "10.1.0.7",
            phase,
            "",
            "",
            unschedulable,
            "Burstable",
            "",
            false,
            ready,
            meta.createdMs(),
            List.of(),
            List.of(containers));
    changed(meta, pods.put(meta.uid(), pod), pod);
    return pod;
  }

  WorkloadRecord workload(Meta meta, Map<String, Long> numbers) {
    return workload(meta, numbers, "");
  }

  WorkloadRecord workload(Meta meta, Map<String, Long> numbers, String reason) {
    WorkloadRecord record = new WorkloadRecord(meta, numbers, "app=x", "", false, reason, "");
    changed(meta, workloads.put(meta.uid(), record), record);
    return record;
  }

  void node(String name, Map<String, Integer> conditions) {
    nodes.add(
        new NodeRecord(
            meta("Node", "", name, null, 1),
            new Amounts(4000, 8000, NONE, NONE, 110),
            new Amounts(3800, 7000, NONE, NONE, 110),
            conditions,
            Map.of("Ready", "KubeletSays<b>"),
            false,
            List.of("dedicated=gpu:NoSchedule"),
            Map.of("InternalIP", "10.0.0.1"),
            10250,
            "v1.20.15",
            "containerd://1.4.12",
            "Debian",
            "linux",
            "5.10",
            "amd64"));
    changed(nodes.get(nodes.size() - 1).meta(), null, nodes.get(nodes.size() - 1));
  }

  @Override
  public Collection<PodRecord> pods() {
    return pods.values();
  }

  @Override
  public Collection<PodRecord> pods(String node) {
    return pods.values().stream().filter(pod -> pod.node().equals(node)).toList();
  }

  @Override
  public Optional<PodRecord> pod(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  @Override
  public Collection<NodeRecord> nodes() {
    return nodes;
  }

  @Override
  public Collection<WorkloadRecord> workloads(String kind) {
    return workloads.values().stream().filter(one -> one.meta().kind().equals(kind)).toList();
  }

  @Override
  public Collection<NamespaceRecord> namespaces() {
    return List.of();
  }

  @Override
  public Collection<ServiceRecord> services() {
    return List.of();
  }

  @Override
  public Collection<EndpointsRecord> endpoints() {
    return List.of();
  }

  @Override
  public Collection<QuotaRecord> quotas() {
    return List.of();
  }

  @Override
  public Collection<HpaRecord> autoscalers() {
    return List.of();
  }

  @Override
  public Collection<VolumeRecord> volumes() {
    return List.of();
  }

  @Override
  public Collection<VolumeRecord> claims() {
    return List.of();
  }

  @Override
  public Optional<OwnerRef> workload(Meta of) {
    Optional<OwnerRef> owner = of.owner();
    while (owner.isPresent() && workloads.containsKey(owner.get().uid())) {
      Optional<OwnerRef> next = workloads.get(owner.get().uid()).meta().owner();
      if (next.isEmpty()) {
        break;
      }
      owner = next;
    }
    return owner;
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }
}
