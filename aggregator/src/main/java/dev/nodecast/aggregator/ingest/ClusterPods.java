package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pods of each node out of what is known of the cluster. A pod may come before what made it:
 * its node is told again when that is known.
 */
public final class ClusterPods implements PodSource, ClusterView.Listener {
  /** More than a cluster has bare Jobs; of further ones a late owner shows with the next change. */
  private static final int MAX_UNMADE_OWNERS = 50_000;

  private final ClusterView cluster;
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();

  /** By uid of an owner that nothing is known to have made: the nodes of its pods. */
  private final Map<String, Set<String>> unmadeOwners = new ConcurrentHashMap<>();

  private volatile Consumer<String> changed = node -> {};

  public ClusterPods(ClusterView cluster) {
    this.cluster = cluster;
    cluster.listen(this);
    cluster.nodes().forEach(node -> nodes.add(node.meta().name()));
  }

  @Override
  public void listen(Consumer<String> to) {
    changed = to;
    nodes.forEach(to);
  }

  @Override
  public void changed(Meta meta, Object before, Object now) {
    if (before instanceof PodRecord || now instanceof PodRecord) {
      String was = before instanceof PodRecord pod ? pod.node() : "";
      String is = now instanceof PodRecord pod ? pod.node() : "";
      tell(was);
      if (!is.equals(was)) {
        tell(is);
      }
    } else if (now instanceof NodeRecord) {
      if (nodes.add(meta.name())) {
        tell(meta.name());
      }
    } else if (before instanceof NodeRecord) {
      nodes.remove(meta.name());
    } else if (before instanceof WorkloadRecord || now instanceof WorkloadRecord) {
      Set<String> waiting = unmadeOwners.remove(meta.uid());
      if (waiting != null) {
        waiting.forEach(this::tell);
      }
    }
  }

  private void tell(String node) {
    if (!node.isEmpty()) {
      changed.accept(node);
    }
  }

  @Override
  public Optional<List<NodePod>> pods(String node) {
    if (!nodes.contains(node)) {
      return Optional.empty();
    }
    Collection<PodRecord> pods = cluster.pods(node);
    List<NodePod> out = new ArrayList<>(pods.size());
    for (PodRecord pod : pods) {
      out.add(pod(pod, node));
    }
    return Optional.of(out);
  }

  private NodePod pod(PodRecord pod, String node) {
    // A static pod's mirror is its node's, which is no workload.
    Optional<OwnerRef> top = cluster.workload(pod.meta()).filter(o -> !o.kind().equals("Node"));
    top.ifPresent(owner -> awaitOwner(pod, owner, node));
    return new NodePod(
        pod.meta().uid(),
        pod.meta().namespace(),
        pod.meta().name(),
        top.map(OwnerRef::kind).orElse(""),
        top.map(OwnerRef::name).orElse(""),
        pod.allLabels(),
        pod.ip(),
        pod.containers().stream().flatMap(ClusterPods::runs).toList());
  }

  /** What makes a pod may itself be made by something, and be on its way here. */
  private void awaitOwner(PodRecord pod, OwnerRef top, String node) {
    boolean direct = pod.meta().owner().map(OwnerRef::uid).equals(Optional.of(top.uid()));
    boolean made = top.kind().equals("ReplicaSet") || top.kind().equals("Job");
    if (direct && made && unmadeOwners.size() < MAX_UNMADE_OWNERS) {
      unmadeOwners.computeIfAbsent(top.uid(), uid -> ConcurrentHashMap.newKeySet()).add(node);
    }
  }

  /**
   * The container's run before the last one too: it may have ended before anybody heard of it. One
   * that does not run yet is told without an id, so that a pod's only container has its name at
   * once.
   */
  private static Stream<NodePod.Container> runs(ContainerRecord container) {
    Stream<String> ids =
        container.lastId().isEmpty()
            ? Stream.of(container.containerId())
            : Stream.of(container.lastId(), container.containerId());
    return ids.distinct().map(id -> new NodePod.Container(container.name(), id, container.image()));
  }
}
