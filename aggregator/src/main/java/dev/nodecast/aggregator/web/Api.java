package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerDropKind;
import dev.nodecast.catalog.ContainerFilesystemKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeBlockKind;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.catalog.NodeIrqKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Sort;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The JSON API: one method per resource of {@code /api/v1/}. May block. */
final class Api {
  static final String PREFIX = "/api/v1/";

  private static final List<Kind> OF_NODE =
      List.of(
          NodeKind.KIND,
          NodeCpuKind.KIND,
          NodeDiskKind.KIND,
          NodeNetworkKind.KIND,
          NodeFilesystemKind.KIND,
          NodeBlockKind.KIND,
          NodeIrqKind.KIND,
          AgentKind.KIND,
          AgentCollectorKind.KIND,
          AgentProgramKind.KIND,
          AgentMapKind.KIND);

  /** Of containers, but for nodes too: a node's rows of these make up the node. */
  private static final List<Kind> OF_PROGRAMS =
      List.of(
          ContainerKernelKind.KIND,
          ContainerTcpPeerKind.KIND,
          ContainerDropKind.KIND,
          ContainerSyscallKind.KIND);

  private static final List<Kind> OF_POD =
      List.of(
          ContainerKind.KIND,
          ContainerDiskKind.KIND,
          ContainerNetworkKind.KIND,
          ContainerFilesystemKind.KIND);
  private static final List<Sort> POD_SORTS =
      List.of(
          Sort.NAME,
          Sort.HEALTH,
          Sort.NAMESPACE,
          Sort.NODE,
          Sort.CPU,
          Sort.MEMORY,
          Sort.PROCESSES,
          Sort.THROTTLED,
          Sort.STALLED,
          Sort.RECEIVED,
          Sort.SENT,
          Sort.READ,
          Sort.WRITTEN,
          Sort.RESTARTS);
  private static final List<Sort> WORKLOAD_SORTS =
      List.of(
          Sort.NAME,
          Sort.HEALTH,
          Sort.NAMESPACE,
          Sort.KIND,
          Sort.READY,
          Sort.PODS,
          Sort.CPU,
          Sort.MEMORY,
          Sort.THROTTLED,
          Sort.RESTARTS,
          Sort.AGE);
  private static final List<Sort> PROCESS_SORTS =
      List.of(
          Sort.CPU,
          Sort.NAME,
          Sort.NODE,
          Sort.PID,
          Sort.MEMORY,
          Sort.THREADS,
          Sort.FILES,
          Sort.READ,
          Sort.WRITTEN,
          Sort.AGE);

  private final DashboardData data;
  private final SeriesApi series;
  private final EventsApi events;
  private final SpansApi spans;
  private final K8sApi k8s;
  private final StatusJson status;

  Api(
      DashboardData data,
      SeriesApi series,
      EventsApi events,
      SpansApi spans,
      K8sApi k8s,
      StatusJson status) {
    this.data = data;
    this.series = series;
    this.events = events;
    this.spans = spans;
    this.k8s = k8s;
    this.status = status;
  }

  /**
   * @throws ApiError for what is not there, wrong or not to be had now
   */
  byte[] answer(ApiRequest request) {
    List<String> path = request.segments();
    Present present = data.pictures.fresh();
    return switch (path.get(0) + "/" + path.size()) {
      case "nodes/1" -> {
        request.only(Set.of());
        yield nodes(present);
      }
      case "nodes/2" -> node(request.only(Set.of()), present);
      case "pods/1" -> pods(request.only(ApiRequest.ROWS, "node", "namespace", "workload"));
      case "workloads/1" -> workloads(request.only(ApiRequest.ROWS, "namespace", "kind"));
      case "workloads/4" -> workload(request.only(Set.of()));
      case "services/1" ->
          ServicesJson.list(data, request.only(ApiRequest.ROWS, "namespace", "protocol"));
      case "services/2" -> ServicesJson.service(data, request.only(Set.of()));
      case "services/3" -> spans.answer(request);
      case "map/1" ->
          MapJson.map(
              data, request.only(ApiRequest.ROWS, "namespace", "protocol", "focus", "hops"));
      case "pods/3" -> pod(request.only(Set.of()), present);
      case "processes/1" -> processes(request.only(ApiRequest.ROWS, "node", "pod"));
      case "processes/2" -> process(request.only(Set.of()));
      case "series/1" -> series.answer(request);
      case "events/1" -> events.answer(request);
      case "k8s/2" -> k8s.answer(request);
      case "status/1" -> {
        request.only(Set.of());
        yield status.status(present);
      }
      case "probes/1" -> {
        request.only(Set.of());
        yield ProbesJson.probes(present);
      }
      case "catalog/1" -> {
        request.only(Set.of());
        yield CatalogJson.catalog();
      }
      default ->
          throw ApiError.absent(
              "path",
              PREFIX + String.join("/", path),
              "nodes, nodes/{node}, pods, pods/{namespace}/{pod}, workloads,"
                  + " workloads/{namespace}/{kind}/{name}, services, services/{key},"
                  + " services/{key}/spans, map, processes, processes/{id}, series,"
                  + " events, k8s/metrics, k8s/series, k8s/objects, k8s/events, k8s/entities, status,"
                  + " probes or catalog");
    };
  }

  private static byte[] nodes(Present present) {
    return Json.object(
        json ->
            json.number("tick", present.tick().number())
                .array(
                    "nodes",
                    nodes -> {
                      for (Present.ListedNode one : present.listed()) {
                        NodeLine line = present.nodeByName().get(one.row().name());
                        nodes.element(
                            node -> {
                              if (line == null) {
                                RowsJson.node(node, one.row());
                              } else {
                                RowsJson.node(node, line);
                              }
                            });
                      }
                    }));
  }

  private static byte[] node(ApiRequest request, Present present) {
    NodeLine line = present.nodeByName().get(request.segments().get(1));
    if (line == null) {
      throw ApiError.absent("node", request.segments().get(1), "a node of /api/v1/nodes");
    }
    return Json.object(
        json -> {
          RowsJson.node(json, line);
          json.object("kinds", kinds -> cells(kinds, line.state()));
        });
  }

  private static void cells(Json json, NodeState node) throws IOException {
    synchronized (node) {
      for (Kind kind : OF_NODE) {
        CellsJson.kind(json, node.kind(kind), Measured.slots(node.kind(kind)));
      }
      for (Kind kind : OF_PROGRAMS) {
        ProgramsJson.kind(json, node.kind(kind), KernelFigures.slots(node, node.kind(kind), ""));
      }
    }
  }

  private byte[] pods(ApiRequest request) {
    RowQuery query = request.rows(POD_SORTS);
    Rows<PodRow> rows = data.pods.list(query, request.text("namespace"));
    return Json.object(
        json -> {
          RowsJson.paging(json, rows, query.pageSize());
          json.array(
              "pods",
              pods -> {
                for (PodRow row : rows.rows()) {
                  pods.element(pod -> RowsJson.pod(pod, row));
                }
              });
        });
  }

  private byte[] pod(ApiRequest request, Present present) {
    String namespace = request.segments().get(1);
    String name = request.segments().get(2);
    // What is no pod has no namespace; in a path that is a dash.
    PodLine line = data.pods.named(namespace.equals("-") ? "" : namespace, name).orElse(null);
    if (line == null) {
      throw ApiError.absent("pod", namespace + "/" + name, "a pod of /api/v1/pods");
    }
    // A pod that no agent sees has no cells.
    NodeLine node = present.nodeByName().get(line.row().node());
    PodDetail detail = data.pods.detail(line.name().uid()).orElse(null);
    return Json.object(
        json -> {
          RowsJson.pod(json, line.row().with(Measured.NO_SPARK, KubeFacts.pod(line.kube())));
          if (detail != null && line.kube() != null) {
            WorkloadsJson.containers(json, detail.containers());
          }
          json.object(
              "kinds",
              kinds -> {
                if (node != null) {
                  cells(kinds, node.state(), line.name().uid());
                }
              });
        });
  }

  private static void cells(Json json, NodeState node, String uid) throws IOException {
    synchronized (node) {
      PodGroups groups = PodGroups.of(node, null);
      int pod = groups.indexOf(uid);
      for (Kind kind : OF_POD) {
        CellsJson.kind(json, node.kind(kind), pod < 0 ? new int[0] : groups.slots(kind, pod));
      }
      for (Kind kind : OF_PROGRAMS) {
        ProgramsJson.kind(json, node.kind(kind), KernelFigures.slots(node, node.kind(kind), uid));
      }
    }
  }

  private byte[] workloads(ApiRequest request) {
    RowQuery query = request.rows(WORKLOAD_SORTS);
    return WorkloadsJson.list(data.workloads(query), query.pageSize());
  }

  private byte[] workload(ApiRequest request) {
    List<String> path = request.segments();
    Owner owner = new Owner(path.get(1), path.get(2), path.get(3));
    return data.workload(owner.key())
        .map(WorkloadsJson::workload)
        .orElseThrow(
            () ->
                ApiError.absent(
                    "workload",
                    String.join("/", path.subList(1, 4)),
                    "a workload of /api/v1/workloads"));
  }

  private byte[] processes(ApiRequest request) {
    RowQuery query = request.rows(PROCESS_SORTS);
    Rows<ProcessRow> rows = data.processes(query);
    return Json.object(
        json -> {
          RowsJson.paging(json, rows, query.pageSize());
          json.array(
              "processes",
              processes -> {
                for (ProcessRow row : rows.rows()) {
                  processes.element(process -> RowsJson.process(process, row));
                }
              });
        });
  }

  private byte[] process(ApiRequest request) {
    String id = request.segments().get(1);
    return data.processes
        .inCells(
            id,
            (cells, slot, row) ->
                Json.object(
                    json -> {
                      RowsJson.process(json, row);
                      json.object("kinds", kinds -> CellsJson.kind(kinds, cells, new int[] {slot}));
                    }))
        .orElseThrow(() -> ApiError.absent("process", id, "an id of /api/v1/processes"));
  }
}
