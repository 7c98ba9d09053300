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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the cluster in memory. Those who watch the API server fill the stores; everybody
 * else reads. Collections are views: they never fail while they are walked, and may miss what comes
 * meanwhile. When the API server is away, the last state stays.
 */
public final class Cluster implements ClusterView {
  /** Twice what is promised; 4 KiB each. */
  static final int MAX_PODS = 200_000;

  /** Of every other kind: as many ReplicaSets as pods, at worst. */
  static final int MAX_OTHERS = 200_000;

  /** Pod, Job, CronJob and whatever an operator puts above. */
  private static final int MAX_OWNERS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, WatchStats> stats = new ConcurrentHashMap<>();
  private final Map<String, String> problems = new ConcurrentSkipListMap<>();
  private final List<Supplier<List<String>>> others = new CopyOnWriteArrayList<>();
  private final Set<String> unsynced = ConcurrentHashMap.newKeySet();
  private volatile boolean started;

  private final Map<String, Map<String, PodRecord>> podsByNode = new ConcurrentHashMap<>();
  private final Map<String, KindStore<WorkloadRecord>> workloads = new ConcurrentHashMap<>();
  private final KindStore<PodRecord> pods =
      new KindStore<>(PodRecord::meta, MAX_PODS, this::podChanged);
  private final KindStore<NodeRecord> nodes = store(NodeRecord::meta);
  private final KindStore<NamespaceRecord> namespaces = store(NamespaceRecord::meta);
  private final KindStore<ServiceRecord> services = store(ServiceRecord::meta);
  private final KindStore<EndpointsRecord> endpoints = store(EndpointsRecord::meta);
  private final KindStore<QuotaRecord> quotas = store(QuotaRecord::meta);
  private final KindStore<QuotaRecord> clusterQuotas = store(QuotaRecord::meta);
  private final KindStore<HpaRecord> autoscalers = store(HpaRecord::meta);
  private final KindStore<VolumeRecord> volumes = store(VolumeRecord::meta);
  private final KindStore<VolumeRecord> claims = store(VolumeRecord::meta);

  private <T> KindStore<T> store(Function<T, Meta> meta) {
    return new KindStore<>(meta, MAX_OTHERS, this::tell);
  }

  private void podChanged(Meta meta, PodRecord before, PodRecord now) {
    String key = pods.key(now == null ? before : now);
    if (before != null && (now == null || !now.node().equals(before.node()))) {
      podsByNode.computeIfPresent(
          before.node(),
          (node, its) -> {
            its.remove(key);
            return its.isEmpty() ? null : its;
          });
    }
    if (now != null && !now.node().isEmpty()) {
      // compute() is atomic with the removal of an empty map above.
      podsByNode.compute(
          now.node(),
          (node, its) -> {
            Map<String, PodRecord> kept = its == null ? new ConcurrentHashMap<>() : its;
            kept.put(key, now);
            return kept;
          });
    }
    tell(meta, before, now);
  }

  private void tell(Meta meta, Object before, Object now) {
    for (Listener listener : listeners) {
      try {
        listener.changed(meta, before, now);
      } catch (RuntimeException e) {
        // One listener's defect must not end the watch for all.
        LOG.error("kubernetes: a listener failed at {} {}", meta.kind(), meta.uid(), e);
      }
    }
  }

  @Override
  public Collection<PodRecord> pods() {
    return pods.all();
  }

  @Override
  public Collection<PodRecord> pods(String node) {
    Map<String, PodRecord> its = podsByNode.get(node);
    return its == null ? List.of() : Collections.unmodifiableCollection(its.values());
  }

  @Override
  public Optional<PodRecord> pod(String uid) {
    return pods.of(uid);
  }

  @Override
  public Collection<NodeRecord> nodes() {
    return nodes.all();
  }

  @Override
  public Collection<WorkloadRecord> workloads(String kind) {
    KindStore<WorkloadRecord> store = workloads.get(kind);
    return store == null ? List.of() : store.all();
  }

  @Override
  public Collection<NamespaceRecord> namespaces() {
    return namespaces.all();
  }

  @Override
  public Collection<ServiceRecord> services() {
    return services.all();
  }

  @Override
  public Collection<EndpointsRecord> endpoints() {
    return endpoints.all();
  }

  @Override
  public Collection<QuotaRecord> quotas() {
    List<QuotaRecord> both = new ArrayList<>(quotas.all());
    both.addAll(clusterQuotas.all());
    return both;
  }

  @Override
  public Collection<HpaRecord> autoscalers() {
    return autoscalers.all();
  }

  @Override
  public Collection<VolumeRecord> volumes() {
    return volumes.all();
  }

  @Override
  public Collection<VolumeRecord> claims() {
    return claims.all();
  }

  @Override
  public Optional<OwnerRef> workload(Meta of) {
    Optional<OwnerRef> top = of.owner();
    for (int i = 0; i < MAX_OWNERS && top.isPresent(); i++) {
      KindStore<WorkloadRecord> store = workloads.get(top.get().kind());
      Optional<OwnerRef> above =
          store == null
              ? Optional.empty()
              : store.of(top.get().uid()).flatMap(owner -> owner.meta().owner());
      if (above.isEmpty()) {
        break;
      }
      top = above;
    }
    return top;
  }

  @Override
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems.values());
    others.forEach(of -> all.addAll(of.get()));
    return List.copyOf(all);
  }

  /** Somebody else who asks the cluster, and has problems of his own. */
  public void alsoProblems(Supplier<List<String>> of) {
    others.add(of);
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Whether all that can be listed was; false without a cluster. */
  public boolean synced() {
    return started && unsynced.isEmpty();
  }

  /** What watching counts, by kind. */
  public Map<String, WatchStats> stats() {
    return new TreeMap<>(stats);
  }

  /**
   * Says what does not work; once in the log, until it is solved.
   *
   * @param key under which it can be solved
   */
  public void problem(String key, String text) {
    if (!text.equals(problems.put(key, text))) {
      LOG.warn("kubernetes: {}", text);
    }
  }

  public void solved(String key) {
    String text = problems.remove(key);
    if (text != null) {
      LOG.info("kubernetes: no longer: {}", text);
    }
  }

  /**
   * Someone will list; {@link #synced} waits for it.
   *
   * @param watcher unique
   */
  public void expect(String watcher) {
    unsynced.add(watcher);
    started = true;
  }

  /** A first list was read, or cannot be. */
  public void settled(String watcher) {
    unsynced.remove(watcher);
  }

  /** Counters of a kind. */
  public WatchStats stats(String kind, KindStore<?> store) {
    return stats.computeIfAbsent(kind, name -> new WatchStats(store::size));
  }

  /** Counters of somebody else who watches the cluster. */
  public void alsoStats(String kind, WatchStats of) {
    stats.put(kind, of);
  }

  public KindStore<PodRecord> podStore() {
    return pods;
  }

  public KindStore<NodeRecord> nodeStore() {
    return nodes;
  }

  public KindStore<NamespaceRecord> namespaceStore() {
    return namespaces;
  }

  public KindStore<ServiceRecord> serviceStore() {
    return services;
  }

  public KindStore<EndpointsRecord> endpointsStore() {
    return endpoints;
  }

  public KindStore<QuotaRecord> quotaStore() {
    return quotas;
  }

  public KindStore<QuotaRecord> clusterQuotaStore() {
    return clusterQuotas;
  }

  public KindStore<HpaRecord> autoscalerStore() {
    return autoscalers;
  }

  public KindStore<VolumeRecord> volumeStore() {
    return volumes;
  }

  public KindStore<VolumeRecord> claimStore() {
    return claims;
  }

  public KindStore<WorkloadRecord> workloadStore(String kind) {
    return workloads.computeIfAbsent(kind, name -> store(WorkloadRecord::meta));
  }
}
