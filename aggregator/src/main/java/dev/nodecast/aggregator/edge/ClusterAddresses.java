package dev.nodecast.aggregator.edge;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Addresses of pods, Services and nodes, as the cluster has them now. A pod on its node's network
 * has no address of its own; one that ended has none any more, whatever its status says.
 */
public final class ClusterAddresses implements AddressNames, ClusterView.Listener {
  /** Between two looks at the whole cluster: tens of milliseconds with 100,000 pods. */
  private static final long LOOK_MS = 2_000;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private record Name(String namespace, String service) {}

  /** One look; the cluster's bounds are its. */
  private static final class Look {
    final Map<Address, Peer> pods = new HashMap<>();
    final Map<Address, Peer> services = new HashMap<>();
    final Map<Address, Peer> nodes = new HashMap<>();

    /** Of each Service those who answer for it. */
    final Map<Name, Set<Address>> answering = new HashMap<>();
  }

  private final ClusterView cluster;
  private final LongSupplier clock;
  private volatile boolean changed = true;
  private Look look = new Look();
  private long lookedMs;
  private boolean looked;

  /**
   * @param clock milliseconds that only grow
   */
  public ClusterAddresses(ClusterView cluster, LongSupplier clock) {
    this.cluster = cluster;
    this.clock = clock;
    cluster.listen(this);
  }

  @Override
  public void changed(Meta meta, Object before, Object now) {
    changed |= addressed(before) || addressed(now);
  }

  private static boolean addressed(Object of) {
    return of instanceof PodRecord
        || of instanceof ServiceRecord
        || of instanceof EndpointsRecord
        || of instanceof NodeRecord;
  }

  @Override
  public synchronized Peer of(Endpoint other, boolean asked) {
    refresh();
    Peer pod = look.pods.get(other.address());
    Peer service = asked ? look.services.get(other.address()) : null;
    Peer node = look.nodes.get(other.address());
    return pod != null ? pod : service != null ? service : node != null ? node : Peer.OUTSIDE;
  }

  @Override
  public synchronized boolean translates(Endpoint asked, Endpoint answering) {
    refresh();
    Peer service = look.services.get(asked.address());
    return service != null
        && look.answering
            .getOrDefault(new Name(service.namespace(), service.name()), Set.of())
            .contains(answering.address());
  }

  private void refresh() {
    long now = clock.getAsLong();
    if (looked && (!changed || now - lookedMs < LOOK_MS)) {
      return;
    }
    looked = true;
    lookedMs = now;
    changed = false; // before it is looked at: what changes meanwhile is for the next look
    Look next = new Look();
    cluster.pods().forEach(pod -> pod(pod, next));
    cluster.services().forEach(service -> service(service, next));
    cluster.endpoints().forEach(of -> endpoints(of, next));
    cluster.nodes().forEach(node -> node(node, next));
    look = next;
  }

  private void pod(PodRecord pod, Look to) {
    if (pod.hostNetwork() || ENDED.contains(pod.phase())) {
      return;
    }
    Optional<OwnerRef> top = cluster.workload(pod.meta()).filter(o -> !o.kind().equals("Node"));
    Peer peer =
        new Peer(
            Peer.Kind.WORKLOAD,
            pod.meta().namespace(),
            top.map(OwnerRef::name).orElse(""),
            top.isPresent() ? "" : pod.meta().name());
    Address.parse(pod.ip())
        .ifPresent(at -> to.pods.merge(at, peer, (a, b) -> a.equals(b) ? a : Peer.UNKNOWN));
  }

  private static void service(ServiceRecord of, Look to) {
    Peer peer = new Peer(Peer.Kind.SERVICE, of.meta().namespace(), "", of.meta().name());
    for (String ip : of.ips()) {
      Address.parse(ip).ifPresent(at -> to.services.put(at, peer));
    }
  }

  private static void endpoints(EndpointsRecord of, Look to) {
    Set<Address> addresses =
        to.answering.computeIfAbsent(
            new Name(of.meta().namespace(), of.service()), name -> new HashSet<>());
    for (EndpointsRecord.Endpoint each : of.endpoints()) {
      Address.parse(each.address()).ifPresent(addresses::add);
    }
  }

  private static void node(NodeRecord node, Look to) {
    Peer peer = new Peer(Peer.Kind.NODE, "", "", node.meta().name());
    for (String address : node.addresses().values()) {
      Address.parse(address).ifPresent(at -> to.nodes.put(at, peer));
    }
  }
}
