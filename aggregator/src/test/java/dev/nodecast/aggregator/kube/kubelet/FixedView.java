package dev.nodecast.aggregator.kube.kubelet;

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

/** A cluster that has what the test says. */
record FixedView(List<NodeRecord> nodes, List<PodRecord> pods, List<VolumeRecord> claims)
    implements ClusterView {
  FixedView(List<NodeRecord> nodes, List<PodRecord> pods) {
    this(nodes, pods, List.of());
  }

  static NodeRecord node(String name, String address, int port) {
    return new NodeRecord(
        meta("Node", "", name, "uid-of-" + name, Optional.empty()),
        new Amounts(2000, 4L << 30, Amounts.NONE, Amounts.NONE, 110),
        Amounts.UNKNOWN,
        Map.of(),
        Map.of(),
        false,
        List.of(),
        address.isEmpty() ? Map.of() : Map.of("InternalIP", address),
        port,
        "",
        "",
        "",
        "",
        "",
        "");
  }

  static PodRecord pod(
      String namespace, String name, String uid, String owner, ContainerRecord... containers) {
    return new PodRecord(
        meta("Pod", namespace, name, uid, Optional.of(new OwnerRef(owner, "boss", "u"))),
        "node1",
        "",
        "Running",
        "",
        "",
        "",
        "",
        "",
        false,
        true,
        Amounts.NONE,
        List.of(),
        List.of(containers));
  }

  /** Bound to the volume pv-7 of class fast. */
  static VolumeRecord claim(String namespace, String name) {
    return new VolumeRecord(
        meta("PersistentVolumeClaim", namespace, name, "uid-of-" + name, Optional.empty()),
        "Bound",
        "fast",
        "pv-7",
        1 << 30,
        1 << 30);
  }

  static ContainerRecord container(String name, String id, Amounts requests, Amounts limits) {
    return new ContainerRecord(
        name, false, "", "", id, requests, limits, true, 0, "running", "", "", 0, 0, 0);
  }

  static Amounts amounts(long cpuMillis, long memory) {
    return new Amounts(cpuMillis, memory, Amounts.NONE, Amounts.NONE, Amounts.NONE);
  }

  private static Meta meta(
      String kind, String namespace, String name, String uid, Optional<OwnerRef> owner) {
    return new Meta(kind, namespace, name, uid, Map.of(), owner, Amounts.NONE, Amounts.NONE);
  }

  @Override
  public Collection<PodRecord> pods(String node) {
    return pods.stream().filter(p -> p.node().equals(node)).toList();
  }

  @Override
  public Optional<PodRecord> pod(String uid) {
    return pods.stream().filter(p -> p.meta().uid().equals(uid)).findFirst();
  }

  @Override
  public Collection<WorkloadRecord> workloads(String kind) {
    return List.of();
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
  public Optional<OwnerRef> workload(Meta of) {
    return of.owner();
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void listen(Listener listener) {}
}
