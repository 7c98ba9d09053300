package dev.nodecast.aggregator.kube;

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

/**
 * The cluster as it is now. Any thread may ask; what it gets does not change, or may miss what
 * comes meanwhile. Empty collections before the first sync and without a cluster.
 */
public interface ClusterView {
  /** Hears of what changed; called on the watching thread, so it must be quick. */
  interface Listener {
    /**
     * An object came, changed or went.
     *
     * @param before null when it came
     * @param now null when it went
     */
    void changed(Meta meta, Object before, Object now);
  }

  Collection<PodRecord> pods();

  /** Pods that were put on a node. */
  Collection<PodRecord> pods(String node);

  Optional<PodRecord> pod(String uid);

  Collection<NodeRecord> nodes();

  /** Of one kind, as in the API: {@code Deployment}. */
  Collection<WorkloadRecord> workloads(String kind);

  Collection<NamespaceRecord> namespaces();

  Collection<ServiceRecord> services();

  Collection<EndpointsRecord> endpoints();

  Collection<QuotaRecord> quotas();

  Collection<HpaRecord> autoscalers();

  Collection<VolumeRecord> volumes();

  Collection<VolumeRecord> claims();

  /** The topmost owner: of a Deployment's pod the Deployment; empty of a bare pod. */
  Optional<OwnerRef> workload(Meta of);

  /** What does not work and what to do about it, such as a missing rule of RBAC; for people. */
  List<String> problems();

  void listen(Listener listener);
}
