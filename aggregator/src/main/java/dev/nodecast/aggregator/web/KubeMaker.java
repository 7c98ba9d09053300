package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.PodTrouble;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Joins the cluster with what agents see, once for each picture: pods by uid, or by the id of a
 * container where the uid is another one (the kubelet's static pods). Used by one thread at a time.
 */
final class KubeMaker {
  /** Owners that may have an owner themselves that was not known yet. */
  private static final Set<String> BETWEEN = Set.of("ReplicaSet", "Job");

  /** Pods that may have changed between two pictures; past that all are looked at. */
  private static final int MOST_CHANGED = 10_000;

  /** All are looked at this often, in case that a change was told before it could be seen. */
  private static final Duration FULL = Duration.ofMinutes(1);

  private final ClusterView view;
  private final AtomicLong changes = new AtomicLong();

  /** Uids of pods that changed; the watching thread adds, the one that makes pictures takes. */
  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  private volatile boolean all = true;
  private Instant lastFull = Instant.EPOCH;

  /** By uid; what did not change since the last picture is kept. */
  private final Map<String, KubePod> pods = new HashMap<>();

  /** Of them those that time alone, or an owner that comes, may make others. */
  private final Set<String> restless = new HashSet<>();

  KubeMaker(ClusterView view) {
    this.view = view;
    view.listen(
        (meta, before, now) -> {
          changes.incrementAndGet();
          if (now instanceof PodRecord || before instanceof PodRecord) {
            if (changed.size() < MOST_CHANGED) {
              changed.add(meta.uid());
            } else {
              all = true;
            }
          }
        });
  }

  /** Grows with every change of the cluster. */
  long version() {
    return changes.get();
  }

  /** A picture begins. */
  Joining begin(Instant now) {
    if (all || !lastFull.plus(FULL).isAfter(now) || lastFull.isAfter(now)) {
      all = false;
      changed.clear();
      lastFull = now;
      Set<String> here = new HashSet<>();
      for (PodRecord record : view.pods()) {
        here.add(record.meta().uid());
        look(record, now);
      }
      pods.keySet().retainAll(here);
      restless.retainAll(here);
    } else {
      Set<String> again = new HashSet<>(restless);
      for (Iterator<String> uids = changed.iterator(); uids.hasNext(); ) {
        again.add(uids.next());
        // Taken before it is looked at: what changes meanwhile is there again.
        uids.remove();
      }
      for (String uid : again) {
        view.pod(uid)
            .ifPresentOrElse(
                record -> look(record, now),
                () -> {
                  pods.remove(uid);
                  restless.remove(uid);
                });
      }
    }
    return new Joining(now);
  }

  private void look(PodRecord record, Instant now) {
    String uid = record.meta().uid();
    KubePod known = pods.get(uid);
    if (!still(known, record)) {
      KubePod pod = pod(record, now);
      pods.put(uid, pod);
      if (still(pod, record)) {
        restless.remove(uid);
      } else {
        restless.add(uid);
      }
    }
  }

  private static boolean still(KubePod known, PodRecord record) {
    // What is not simply well may become worse or better by time alone.
    return known != null
        && known.record() == record
        && (record.ready() || record.phase().equals("Succeeded"))
        && record.meta().deletedMs() == Amounts.NONE
        && known.said().severity() == Severity.OK
        && !BETWEEN.contains(known.owner().kind());
  }

  private KubePod pod(PodRecord record, Instant now) {
    Owner owner =
        view.workload(record.meta())
            .filter(of -> !of.kind().equals("Node")) // Of static pods: no workload.
            .map(of -> owner(record, of))
            .orElse(Owner.NONE);
    Optional<PodTrouble> trouble = PodTrouble.worst(record, now.toEpochMilli());
    return new KubePod(
        record,
        owner,
        owner.key(),
        KubeFacts.bounds(record),
        KubeFacts.restarts(record),
        KubeHealth.pod(record, trouble),
        trouble.map(PodTrouble::reason).orElse(""),
        PodName.of(record, owner.name(), List.of()));
  }

  private static Owner owner(PodRecord record, OwnerRef of) {
    return new Owner(record.meta().namespace(), of.kind(), of.name());
  }

  /** One picture while it is made. */
  final class Joining {
    private final Set<String> seen = new HashSet<>();
    private final Map<String, NodeRecord> nodes = new HashMap<>();
    private final Map<String, KubeRoom> rooms = new HashMap<>();
    private final Instant now;

    private Joining(Instant now) {
      this.now = now;
      view.nodes().forEach(node -> nodes.put(node.meta().name(), node));
      for (KubePod pod : pods.values()) {
        if (pod.takesRoom() && !pod.record().node().isEmpty()) {
          rooms.computeIfAbsent(pod.record().node(), n -> new KubeRoom()).add(pod.bounds());
        }
      }
    }

    boolean known() {
      return !nodes.isEmpty() || !pods.isEmpty();
    }

    /** What Kubernetes says of something that an agent sees; null when that is nothing. */
    KubePod seen(PodName name) {
      KubePod pod = pods.get(name.uid());
      if (pod == null && !pods.isEmpty() && !name.kind().equals("Unit")) {
        pod = byContainer(name);
      }
      if (pod != null) {
        seen.add(pod.record().meta().uid());
      }
      return pod;
    }

    private KubePod byContainer(PodName name) {
      for (PodRecord record : view.pods(name.node())) {
        for (ContainerRecord container : record.containers()) {
          if (!container.containerId().isEmpty()
              && name.containerIds().contains(container.containerId())) {
            return pods.get(record.meta().uid());
          }
        }
      }
      return null;
    }

    /** Those that no agent told of. */
    List<KubePod> unseen() {
      List<KubePod> unseen = new ArrayList<>();
      if (seen.size() < pods.size()) {
        pods.forEach(
            (uid, pod) -> {
              if (!seen.contains(uid)) {
                unseen.add(pod);
              }
            });
      }
      return unseen;
    }

    /** Nodes that Kubernetes has and no agent reports, by name. */
    List<String> unseenNodes(Set<String> reported) {
      return nodes.keySet().stream().filter(name -> !reported.contains(name)).sorted().toList();
    }

    int podsOn(String node) {
      return room(node).pods;
    }

    NodeFacts node(String name) {
      NodeRecord node = nodes.get(name);
      return node == null ? NodeFacts.NONE : KubeFacts.node(node, room(name));
    }

    /** Null where Kubernetes does not know the node. */
    Health nodeHealth(String name) {
      NodeRecord node = nodes.get(name);
      return node == null ? null : KubeHealth.node(node);
    }

    private KubeRoom room(String name) {
      return rooms.getOrDefault(name, new KubeRoom());
    }

    /** The rest of the picture, when all pods are told. */
    KubePicture done(List<Present.PodLine> lines, HealthLog log) {
      return known()
          ? new KubeTotals(view, nodes, rooms).picture(lines, log, now)
          : KubePicture.NONE;
    }
  }
}
