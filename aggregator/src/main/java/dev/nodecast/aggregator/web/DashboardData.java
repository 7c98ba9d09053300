package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.web.DashboardReads;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.StatusReport;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.SyscallRow;
import dev.nodecast.web.read.TimeRange;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the dashboard and the JSON API read. {@link #shell} brings the picture of the live state up
 * to date; the reads that follow it in one request answer from that picture or a newer one.
 */
public final class DashboardData implements DashboardReads, AutoCloseable {
  final Pictures pictures;
  final NodeReads nodes;
  final PodReads pods;
  final WorkloadReads workloads;
  final AgentReads agents;
  final ProcessReads processes;
  private final ServiceReads services;
  private final MapReads map;
  private final SpanReads spans;
  private final PeerReads peers;
  private final SyscallReads syscalls;
  private final ClusterReads cluster;
  private final StatusReads status;
  private final EventReads events;
  private final PromptHistory history;

  /**
   * Of agents and a Kubernetes cluster.
   *
   * @param refusals the agents that were refused, as {@link Sessions#refusals} tells
   * @param kubernetes the cluster, empty where there is none
   */
  public DashboardData(
      String clusterName,
      LiveState live,
      Supplier<List<Sessions.Refusal>> refusals,
      IngestCounters counters,
      Storage storage,
      SelfMetrics self,
      KubernetesSource kubernetes,
      Clock clock) {
    ClusterView view = kubernetes.view();
    pictures = new Pictures(live, view, clock);
    workloads = new WorkloadReads(pictures, view);
    agents = new AgentReads(refusals, clock);
    nodes = new NodeReads(pictures);
    pods = new PodReads(pictures);
    processes = new ProcessReads(pictures);
    services = new ServiceReads(pictures);
    map = new MapReads(pictures, services);
    spans = new SpanReads(storage);
    peers = new PeerReads(pictures);
    syscalls = new SyscallReads(pictures);
    cluster = new ClusterReads(clusterName, pictures, view, storage, agents);
    status = new StatusReads(pictures, agents, storage, counters, self, kubernetes);
    events = new EventReads(pictures, live.events(), storage, kubernetes.events());
    history = new PromptHistory(new SeriesReads(pictures, storage), PromptHistory.PATIENCE_MS);
  }

  @Override
  public Shell shell() {
    return cluster.shell();
  }

  @Override
  public ClusterSummary cluster() {
    return cluster.summary();
  }

  @Override
  public Rows<NodeRow> nodes(RowQuery query) {
    return nodes.list(query);
  }

  @Override
  public Optional<NodeDetail> node(String name) {
    return nodes.detail(name);
  }

  @Override
  public Rows<PodRow> pods(RowQuery query) {
    return pods.list(query);
  }

  @Override
  public Optional<PodDetail> pod(String uid) {
    return pods.detail(uid);
  }

  @Override
  public Rows<WorkloadRow> workloads(RowQuery query) {
    return workloads.list(query);
  }

  @Override
  public Optional<WorkloadDetail> workload(String key) {
    return workloads.detail(key);
  }

  @Override
  public Services services(RowQuery query) {
    return services.list(query);
  }

  @Override
  public Optional<ServiceDetail> service(String key) {
    return services.detail(key).map(map::with);
  }

  @Override
  public Spans slowest(String service, TimeRange range) {
    return spans.slowest(service, range);
  }

  @Override
  public ServiceMap map(MapQuery query) {
    return map.map(query);
  }

  @Override
  public Rows<ProcessRow> processes(RowQuery query) {
    return processes.list(query);
  }

  @Override
  public Optional<ProcessDetail> process(String id) {
    return processes.detail(id);
  }

  @Override
  public Rows<PeerRow> peers(RowQuery query) {
    return peers.list(query);
  }

  @Override
  public Rows<SyscallRow> syscalls(RowQuery query) {
    return syscalls.list(query);
  }

  @Override
  public StatusReport status() {
    return status.report();
  }

  @Override
  public Series history(Subject subject, Set<Metric> metrics, TimeRange range) {
    return history.history(subject, metrics, range);
  }

  @Override
  public Events events(EventQuery query) {
    return events.page(query);
  }

  @Override
  public List<EventRow> recentEvents(Subject subject, int limit) {
    return events.recent(subject, limit);
  }

  @Override
  public void close() {
    history.close();
    pictures.close();
  }
}
