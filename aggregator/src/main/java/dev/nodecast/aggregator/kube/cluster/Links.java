package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds what an entity is related to. Objects name their namespace and node, relations want their
 * uids; a relation to what is not seen, as when the watch is limited to namespaces, is left out.
 */
final class Links {
  private static final Map<String, String> OWNERS =
      Map.of(
          "Deployment", "k8s.deployment",
          "ReplicaSet", "k8s.replicaset",
          "StatefulSet", "k8s.statefulset",
          "DaemonSet", "k8s.daemonset",
          "ReplicationController", "k8s.replicationcontroller",
          "Job", "k8s.job",
          "CronJob", "k8s.cronjob");

  private final Map<String, String> namespaces = new HashMap<>();
  private final Map<String, String> nodes = new HashMap<>();

  Links(ClusterView view) {
    for (NamespaceRecord namespace : view.namespaces()) {
      namespaces.put(namespace.meta().name(), namespace.meta().uid());
    }
    for (NodeRecord node : view.nodes()) {
      nodes.put(node.meta().name(), node.meta().uid());
    }
  }

  /** To its namespace and its owner. */
  List<Relation> of(Meta meta) {
    return Stream.concat(partOf(meta), managedBy(meta)).toList();
  }

  List<Relation> ofPod(Meta meta, String node) {
    Stream<Relation> scheduled = relation("scheduled_on", "k8s.node", nodes.get(node));
    return Stream.of(scheduled, partOf(meta), managedBy(meta)).flatMap(links -> links).toList();
  }

  private Stream<Relation> partOf(Meta meta) {
    return relation("part_of", "k8s.namespace", namespaces.get(meta.namespace()));
  }

  private static Stream<Relation> managedBy(Meta meta) {
    return meta.owner().stream()
        .filter(owner -> OWNERS.containsKey(owner.kind()))
        .map(owner -> new Relation("managed_by", OWNERS.get(owner.kind()), owner.uid()));
  }

  private static Stream<Relation> relation(String how, String type, String uid) {
    return uid == null ? Stream.empty() : Stream.of(new Relation(how, type, uid));
  }
}
