package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
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
import java.util.function.Predicate;

/** A cluster of the records that a test puts in; tells listeners as the real one does. */
final class TestingView implements ClusterView {
  private final Map<String, Object> records = new LinkedHashMap<>();
  private final Map<String, Meta> metas = new LinkedHashMap<>();
  private final List<Listener> listeners = new ArrayList<>();

  /** Puts in a record in the place of what has its uid. */
  synchronized TestingView with(Meta meta, Object record) {
    metas.put(meta.uid(), meta);
    Object before = records.put(meta.uid(), record);
    listeners.forEach(listener -> listener.changed(meta, before, record));
    return this;
  }

  TestingView with(PodRecord pod) {
    return with(pod.meta(), pod);
  }

  TestingView with(NodeRecord node) {
    return with(node.meta(), node);
  }

  TestingView with(WorkloadRecord workload) {
    return with(workload.meta(), workload);
  }

  TestingView with(NamespaceRecord namespace) {
    return with(namespace.meta(), namespace);
  }

  TestingView with(QuotaRecord quota) {
    return with(quota.meta(), quota);
  }

  TestingView with(VolumeRecord volume) {
    return with(volume.meta(), volume);
  }

  synchronized void without(Meta meta) {
    metas.remove(meta.uid());
    Object before = records.remove(meta.uid());
    listeners.forEach(listener -> listener.changed(meta, before, null));
  }

  private synchronized <T> List<T> all(Class<T> type, Predicate<T> which) {
    return records.values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(which)
        .toList();
  }

  @Override
  public Collection<PodRecord> pods() {
    return all(PodRecord.class, pod -> true);
  }

  @Override
  public Collection<PodRecord> pods(String node) {
    return all(PodRecord.class, pod -> pod.node().equals(node));
  }

  @Override
  public Optional<PodRecord> pod(String uid) {
    return all(PodRecord.class, pod -> pod.meta().uid().equals(uid)).stream().findFirst();
  }

  @Override
  public Collection<NodeRecord> nodes() {
    return all(NodeRecord.class, node -> true);
  }

  @Override
  public Collection<WorkloadRecord> workloads(String kind) {
    return all(WorkloadRecord.class, workload -> workload.meta().kind().equals(kind));
  }

  @Override
  public Collection<NamespaceRecord> namespaces() {
    return all(NamespaceRecord.class, namespace -> true);
  }

  @Override
  public Collection<ServiceRecord> services() {
    return all(ServiceRecord.class, service -> true);
  }

  @Override
  public Collection<EndpointsRecord> endpoints() {
    return all(EndpointsRecord.class, endpoints -> true);
  }

  @Override
  public Collection<QuotaRecord> quotas() {
    return all(QuotaRecord.class, quota -> true);
  }

  @Override
  public Collection<HpaRecord> autoscalers() {
    return all(HpaRecord.class, hpa -> true);
  }

  @Override
  public Collection<VolumeRecord> volumes() {
    return all(VolumeRecord.class, of -> of.meta().kind().equals("PersistentVolume"));
  }

  @Override
  public Collection<VolumeRecord> claims() {
    return all(VolumeRecord.class, of -> of.meta().kind().equals("PersistentVolumeClaim"));
  }

  @Override
  public synchronized Optional<OwnerRef> workload(Meta of) {
    Optional<OwnerRef> owner = of.owner();
    Meta meta = owner.map(ref -> metas.get(ref.uid())).orElse(null);
    return meta == null || meta.owner().isEmpty() ? owner : workload(meta);
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public synchronized void listen(Listener listener) {
    listeners.add(listener);
  }
}
