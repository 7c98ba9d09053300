package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.aggregator.web.KubePicture.WorkloadLine;
import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Room;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Sums over the cluster: its workloads, its room, its pods by phase. */
final class KubeTotals {
  /** Kinds that make pods, in the order of the API's groups. */
  static final List<String> KINDS =
      List.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "ReplicationController",
          "CronJob",
          "Job");

  private final ClusterView view;
  private final Collection<NodeRecord> nodes;
  private final Collection<KubeRoom> rooms;

  KubeTotals(ClusterView view, Map<String, NodeRecord> nodes, Map<String, KubeRoom> rooms) {
    this.view = view;
    this.nodes = nodes.values();
    this.rooms = rooms.values();
  }

  KubePicture picture(List<Present.PodLine> lines, HealthLog log, Instant now) {
    Map<String, KubeWorkload> sums = new HashMap<>();
    for (String kind : KINDS) {
      for (WorkloadRecord record : view.workloads(kind)) {
        if (view.workload(record.meta()).isEmpty()) {
          Owner owner = new Owner(record.meta().namespace(), kind, record.meta().name());
          sums.put(owner.key(), new KubeWorkload(owner, record, KubeHealth.workload(record, view)));
        }
      }
    }
    Map<String, Integer> phases = new TreeMap<>();
    for (Present.PodLine line : lines) {
      KubePod pod = line.kube();
      if (pod != null) {
        phases.merge(pod.record().phase(), 1, Integer::sum);
        if (!pod.ownerKey().isEmpty()) {
          // An owner that is not watched is known by its pods alone.
          sums.computeIfAbsent(pod.ownerKey(), key -> KubeWorkload.unwatched(pod.owner()))
              .add(pod, line.row());
        }
      }
    }
    Present.Tally tally = new Present.Tally();
    Map<String, WorkloadLine> byKey = new HashMap<>(sums.size() * 2);
    for (Map.Entry<String, KubeWorkload> one : sums.entrySet()) {
      WorkloadLine line = one.getValue().line(log);
      tally.add(line.row().health().severity());
      byKey.put(one.getKey(), line);
    }
    return new KubePicture(room(phases, tally), new ArrayList<>(byKey.values()), byKey);
  }

  private ClusterRoom room(Map<String, Integer> phases, Present.Tally workloads) {
    KubeRoom all = new KubeRoom();
    int pods = 0;
    for (KubeRoom one : rooms) {
      all.cpuRequests += one.cpuRequests;
      all.cpuLimits += one.cpuLimits;
      all.memoryRequests += one.memoryRequests;
      all.memoryLimits += one.memoryLimits;
      pods += one.pods;
    }
    int ready = 0;
    for (NodeRecord node : nodes) {
      ready += node.conditions().getOrDefault("Ready", -1) == 1 ? 1 : 0;
    }
    double no = Double.NaN;
    return new ClusterRoom(
        true,
        new Room(
            sum(node -> node.capacity().cpuMillis()) / 1e3,
            sum(node -> node.allocatable().cpuMillis()) / 1e3,
            all.cpuRequests,
            all.cpuLimits,
            no),
        new Room(
            sum(node -> node.capacity().memory()),
            sum(node -> node.allocatable().memory()),
            all.memoryRequests,
            all.memoryLimits,
            no),
        new Room(
            sum(node -> node.capacity().pods()),
            sum(node -> node.allocatable().pods()),
            no,
            no,
            pods),
        nodes.size(),
        ready,
        phases,
        workloads.counts(),
        view.problems());
  }

  private double sum(ToLongFunction<NodeRecord> of) {
    double sum = Double.NaN;
    for (NodeRecord node : nodes) {
      long value = of.applyAsLong(node);
      sum = value == Amounts.NONE ? sum : Measured.add(sum, (double) value);
    }
    return sum;
  }
}
