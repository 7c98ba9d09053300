package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what an entity is related to. Objects name their namespace and node, relations want their
 * uids; a relation to what is not seen, as when the watch is limited to namespaces, is left out and
 * its name kept, for it may be seen later: kinds are listed side by side. One thread.
 */
final class Links {
  private static final String NODE = "k8s.node";
  private static final String NAMESPACE = "k8s.namespace";
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

  /** As many as there are namespaces and nodes, at most. */
  private final Set<String> unseen = new HashSet<>();

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
    return Stream.of(scheduledOn(node), partOf(meta), managedBy(meta))
        .flatMap(links -> links)
        .toList();
  }

  /** What was asked for and is not seen: {@code k8s.node node-1}. */
  Set<String> unseen() {
    return unseen;
  }

  /** Whether any that was not seen is seen now. */
  boolean sees(Collection<String> before) {
    return before.stream()
        .anyMatch(
            key -> {
              int space = key.indexOf(' ');
              Map<String, String> uids = key.startsWith(NODE) ? nodes : namespaces;
              return uids.containsKey(key.substring(space + 1));
            });
  }

  private Stream<Relation> scheduledOn(String node) {
    return relation("scheduled_on", NODE, node, nodes);
  }

  private Stream<Relation> partOf(Meta meta) {
    return relation("part_of", NAMESPACE, meta.namespace(), namespaces);
  }

  private static Stream<Relation> managedBy(Meta meta) {
    return meta.owner().stream()
        .filter(owner -> OWNERS.containsKey(owner.kind()))
        .map(owner -> new Relation("managed_by", OWNERS.get(owner.kind()), owner.uid()));
  }

  private Stream<Relation> relation(
      String how, String type, String name, Map<String, String> uids) {
    String uid = uids.get(name);
    if (uid == null && !name.isEmpty()) {
      unseen.add(type + ' ' + name);
    }
    return uid == null ? Stream.empty() : Stream.of(new Relation(how, type, uid));
  }
}
