package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.SelfMetric.counter;
import static dev.nodecast.aggregator.web.SelfMetric.counters;
import static dev.nodecast.aggregator.web.SelfMetric.gauge;

import dev.nodecast.aggregator.ingest.EdgeCounters;
import dev.nodecast.aggregator.ingest.InventoryCounters;
import dev.nodecast.aggregator.kube.cluster.ClusterReceiver;
import dev.nodecast.aggregator.kube.kubelet.KubeletCounters;
import dev.nodecast.aggregator.kube.objects.ObjectCounters;
import dev.nodecast.aggregator.store.ClusterStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What those count that take from the cluster and hand on, for {@code /metrics}; each one that does
 * not run is left out.
 */
public record ReceiverMetrics(
    Optional<EdgeCounters> edges,
    Optional<InventoryCounters> inventory,
    Optional<Supplier<ClusterReceiver.Stats>> cluster,
    Optional<KubeletCounters> kubelet,
    Optional<ObjectCounters> objects) {

  static final ReceiverMetrics NONE =
      new ReceiverMetrics(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static final List<SelfMetric<EdgeCounters>> EDGES =
      List.of(
          counter(
              "nodecast_edges_connections_total",
              "Connections that agents told of, each time.",
              EdgeCounters::told),
          counter(
              "nodecast_edges_joined_total",
              "Connections of which both ends were told, and put together.",
              EdgeCounters::joined),
          counter(
              "nodecast_edges_alone_total",
              "Ends of connections named by the address of the other end.",
              EdgeCounters::alone),
          counters(
              "nodecast_edges_dropped_total",
              "reason",
              "Ends of connections with no answer or a lesser one, by reason.",
              EdgeCounters::dropped),
          gauge(
              "nodecast_edges_remembered",
              "Ends of connections that are remembered.",
              EdgeCounters::remembered));

  static final List<SelfMetric<InventoryCounters>> INVENTORY =
      List.of(
          counter(
              "nodecast_inventory_changes_total",
              "Changes of pods and their owners, of which each tells of a node.",
              InventoryCounters::changes),
          counter(
              "nodecast_inventory_looks_total",
              "Nodes looked at because of changes; several changes are one look.",
              InventoryCounters::looks),
          counter(
              "nodecast_inventory_failures_total",
              "Looks that broke off; see the log.",
              InventoryCounters::failures),
          gauge(
              "nodecast_inventory_waiting_nodes",
              "Nodes whose change is not told yet.",
              InventoryCounters::waiting));

  static final List<SelfMetric<ClusterReceiver.Stats>> CLUSTER =
      List.of(
          counter(
              "nodecast_k8s_cluster_collections_total",
              "Collections of the whole cluster.",
              ClusterReceiver.Stats::collections),
          counter(
              "nodecast_k8s_cluster_points_total",
              "Points handed to the store.",
              ClusterReceiver.Stats::points),
          counter(
              "nodecast_k8s_cluster_states_total",
              "States of entities handed to the store.",
              ClusterReceiver.Stats::states),
          counter(
              "nodecast_k8s_cluster_missed_changes_total",
              "Changes that found no room; all entities were told again instead.",
              ClusterReceiver.Stats::missed),
          counter(
              "nodecast_k8s_cluster_failures_total",
              "Collections or tellings that broke off.",
              ClusterReceiver.Stats::failures),
          counter(
              "nodecast_k8s_cluster_skipped_total",
              "Times of a collection that passed while the one before went on.",
              ClusterReceiver.Stats::skipped),
          gauge(
              "nodecast_k8s_cluster_collection_seconds",
              "How long the last collection took, waiting for room in the store included.",
              of -> of.tookMs() / 1e3));

  static final List<SelfMetric<KubeletCounters>> KUBELET =
      List.of(
          counter("nodecast_kubelet_scrapes_total", "Summaries read.", KubeletCounters::scrapes),
          counter(
              "nodecast_kubelet_failures_total",
              "Summaries that did not come, or were none.",
              KubeletCounters::failures),
          counter(
              "nodecast_kubelet_late_total",
              "Scrapes left out because the node's last one was not done.",
              KubeletCounters::late),
          counter(
              "nodecast_kubelet_held_total",
              "Scrapes left out because the store had no room for a whole interval.",
              KubeletCounters::held),
          counter(
              "nodecast_kubelet_points_total",
              "Points handed to the store.",
              KubeletCounters::points),
          counter(
              "nodecast_kubelet_skipped_total",
              "Entries of summaries that were not understood or beyond a bound.",
              KubeletCounters::skipped));

  static final List<SelfMetric<ObjectCounters>> OBJECTS =
      List.of(
          counter(
              "nodecast_objects_total", "Objects handed to the store.", ObjectCounters::objects),
          counter(
              "nodecast_objects_lists_total", "Lists read to their end.", ObjectCounters::lists),
          counter("nodecast_objects_watches_total", "Watches begun.", ObjectCounters::watches),
          counter(
              "nodecast_objects_secrets_total",
              "Secrets that came although nobody asked for them; not stored.",
              ObjectCounters::secrets),
          counter(
              "nodecast_objects_untracked_total",
              "Objects beyond those whose version is remembered.",
              ObjectCounters::untracked));

  static final List<SelfMetric<ClusterStore.Status>> STORED =
      List.of(
          counters(
              "nodecast_cluster_rows_total",
              "table",
              "Rows of the cluster's tables stored.",
              ClusterStore.Status::rows),
          counters(
              "nodecast_cluster_dropped_total",
              "reason",
              "Points, entities and objects not stored, by reason.",
              ClusterStore.Status::dropped),
          counter(
              "nodecast_cluster_recovered_total",
              "Blocks found stored after a lost answer.",
              ClusterStore.Status::recovered),
          gauge(
              "nodecast_cluster_pending_bytes",
              "Points, entities and objects that wait to be stored.",
              ClusterStore.Status::pendingBytes),
          gauge(
              "nodecast_cluster_pending_limit_bytes",
              "Beyond this the newest is dropped; receivers hold points back before.",
              ClusterStore.Status::pendingLimit),
          gauge(
              "nodecast_cluster_pending_rows", "How many wait.", ClusterStore.Status::pendingRows),
          gauge(
              "nodecast_cluster_failing",
              "1 while the last statement failed; the Status page has its words.",
              of -> of.lastError().isEmpty() ? 0 : 1));

  void write(Exposition out) {
    edges.ifPresent(of -> EDGES.forEach(metric -> metric.write(out, of)));
    inventory.ifPresent(of -> INVENTORY.forEach(metric -> metric.write(out, of)));
    cluster.ifPresent(of -> CLUSTER.forEach(metric -> metric.write(out, of.get())));
    kubelet.ifPresent(of -> KUBELET.forEach(metric -> metric.write(out, of)));
    objects.ifPresent(of -> OBJECTS.forEach(metric -> metric.write(out, of)));
  }
}
