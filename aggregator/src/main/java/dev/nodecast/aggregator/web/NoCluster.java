package dev.nodecast.aggregator.web;

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
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The view of a machine that is in no cluster: nothing, for ever. */
final class NoCluster implements ClusterView {
  @Override
  public Collection<PodRecord> pods() {
    return List.of();
  }

  @Override
  public Collection<PodRecord> pods(String node) {
    return List.of();
  }

  @Override
  public Optional<PodRecord> pod(String uid) {
    return Optional.empty();
  }

  @Override
  public Collection<NodeRecord> nodes() {
    return List.of();
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
  public Collection<VolumeRecord> claims() {
    return List.of();
  }

  @Override
  public Optional<OwnerRef> workload(Meta of) {
    return Optional.empty();
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void listen(Listener listener) {}
}
