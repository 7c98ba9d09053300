package dev.nodecast.aggregator.ingest;

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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster in which happens what the test says. */
final class ScriptedCluster implements ClusterView {
  private final Map<String, PodRecord> pods = new ConcurrentSkipListMap<>();
  private final Map<String, NodeRecord> nodes = new ConcurrentSkipListMap<>();
  private final Map<String, WorkloadRecord> workloads = new ConcurrentSkipListMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Of the pods from now on. */
  volatile Map<String, String> labels = Map.of("app", "web", "pod-template-hash", "68b5579675");

  /** Of the containers of the pods from now on. */
  volatile String lastId = "";

  static Meta meta(String kind, String name, String uid, OwnerRef owner) {
    return new Meta(
        kind,
        kind.equals("Node") ? "" : "shop",
        name,
        uid,
        Map.of("app", "web", "pod-template-hash", "68b5579675"),
        Optional.ofNullable(owner),
        1,
        Amounts.NONE);
  }

  void node(String name) {
    NodeRecord node =
        new NodeRecord(
            meta("Node", name, "uid-" + name, null),
            Amounts.UNKNOWN,
            Amounts.UNKNOWN,
            Map.of(),
            Map.of(),
            false,
            List.of(),
            Map.of(),
            10250,
            "",
            "",
            "",
            "",
            "",
            "");
    nodes.put(name, node);
    tell(node.meta(), null, node);
  }

  void workload(String kind, String name, OwnerRef owner) {
    WorkloadRecord workload =
        new WorkloadRecord(meta(kind, name, "uid-" + name, owner), Map.of(), "", "", false, "", "");
    workloads.put(workload.meta().uid(), workload);
    tell(workload.meta(), null, workload);
  }

  /**
   * A pod of one container.
   *
   * @param containerId empty: it does not run yet
   */
  void pod(String uid, String name, String node, OwnerRef owner, String containerId) {
    ContainerRecord container =
        new ContainerRecord(
            "server",
            false,
            false,
            "docker.io/library/web:1.27.3",
            "",
            containerId,
            lastId,
            Amounts.UNKNOWN,
            Amounts.UNKNOWN,
            true,
            0,
            "running",
            "",
            "",
            Amounts.NONE,
            1,
            Amounts.NONE);
    PodRecord pod =
        new PodRecord(
            meta("Pod", name, uid, owner),
            node,
            "10.200.13.107",
            "Running",
            "",
            "",
            "",
            "Burstable",
            "",
            false,
            true,
            1,
            labels,
            List.of(),
            List.of(container));
    PodRecord before = pods.put(uid, pod);
    tell(pod.meta(), before, pod);
  }

  void gone(String uid) {
    PodRecord before = pods.remove(uid);
    tell(before.meta(), before, null);
  }

  private void tell(Meta meta, Object before, Object now) {
    listeners.forEach(listener -> listener.changed(meta, before, now));
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
    return nodes.values();
  }

  @Override
  public Collection<WorkloadRecord> workloads(String kind) {
    return workloads.values().stream().filter(w -> w.meta().kind().equals(kind)).toList();
  }

  @Override
  public Optional<OwnerRef> workload(Meta of) {
    Optional<OwnerRef> top = of.owner();
    while (top.isPresent() && workloads.containsKey(top.get().uid())) {
      Optional<OwnerRef> next = workloads.get(top.get().uid()).meta().owner();
      if (next.isEmpty()) {
        break;
      }
      top = next;
    }
    return top;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
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
  public List<String> problems() {
    return List.of();
  }
}
