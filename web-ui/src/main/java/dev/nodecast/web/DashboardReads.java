package dev.nodecast.web;

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
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.StatusReport;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.SyscallRow;
import dev.nodecast.web.read.TimeRange;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the dashboard reads. All but {@link #history}, {@link #slowest} and {@link #events} answer
 * from memory and must be quick; these may block. Called from several threads. The conventions of
 * {@link dev.nodecast.web.read} hold: NaN is not measured.
 */
public interface DashboardReads {
  /** Names, counts and the tick of what all other reads answer now. */
  Shell shell();

  ClusterSummary cluster();

  Rows<NodeRow> nodes(RowQuery query);

  /** Empty when no node of this name ever connected. A silent node keeps its last values. */
  Optional<NodeDetail> node(String name);

  Rows<PodRow> pods(RowQuery query);

  Optional<PodDetail> pod(String uid);

  /** What makes pods; none without a cluster. */
  Rows<WorkloadRow> workloads(RowQuery query);

  /** Empty when there is none; the key is {@link WorkloadRow#key}. */
  Optional<WorkloadDetail> workload(String key);

  /** What answers requests; the query's scope has the protocol as its kind. */
  Services services(RowQuery query);

  /** Empty when it is not seen; the key is {@link ServiceRow#key}. */
  Optional<ServiceDetail> service(String key);

  /**
   * The slowest of a service's sampled requests in a range, slowest first. May block; never throws
   * for a failing database.
   */
  Spans slowest(String service, TimeRange range);

  /** Who calls whom; the query's scope has the protocol as its kind. */
  ServiceMap map(MapQuery query);

  Rows<ProcessRow> processes(RowQuery query);

  /** TCP peers of the query's node or pod; of neither there are none. */
  Rows<PeerRow> peers(RowQuery query);

  /** System calls of the query's node or pod, by name; of neither there are none. */
  Rows<SyscallRow> syscalls(RowQuery query);

  /** Empty when it ended; the id is {@link ProcessRow#id}. */
  Optional<ProcessDetail> process(String id);

  StatusReport status();

  /**
   * Values of {@code metrics} over {@code range}. Never throws for a failing database: answers
   * {@link Series#failed} then.
   */
  Series history(Subject subject, Set<Metric> metrics, TimeRange range);

  /** Stored events. May block; never throws for a failing database, as {@link #history}. */
  Events events(EventQuery query);

  /** The latest events of a node, a workload or a pod, newest first, from memory. */
  List<EventRow> recentEvents(Subject subject, int limit);

  /** When and where a thing that is not here any more was last seen, as one sentence; or empty. */
  default Optional<String> gone(Subject subject) {
    return Optional.empty();
  }
}
