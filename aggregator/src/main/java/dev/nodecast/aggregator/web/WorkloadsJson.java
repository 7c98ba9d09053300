package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.Ending;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.Room;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Kubernetes says as JSON; absent where it says nothing. */
final class WorkloadsJson {
  private WorkloadsJson() {}

  static byte[] list(Rows<WorkloadRow> rows, int pageSize) {
    return Json.object(
        json -> {
          RowsJson.paging(json, rows, pageSize);
          json.array(
              "workloads",
              workloads -> {
                for (WorkloadRow row : rows.rows()) {
                  workloads.element(workload -> row(workload, row));
                }
              });
        });
  }

  static byte[] workload(WorkloadDetail of) {
    return Json.object(
        json -> {
          row(json, of.row());
          json.counts("numbers", new TreeMap<>(of.numbers()))
              .textOrNull("selector", of.selector())
              .textOrNull("schedule", of.schedule())
              .truth("suspended", of.suspended())
              .textOrNull("message", of.message())
              .object("labels", labels -> labels(labels, of.labels()))
              .array(
                  "children",
                  children -> {
                    for (WorkloadDetail.Child one : of.children()) {
                      children.element(child -> child(child, one));
                    }
                  });
        });
  }

  private static void row(Json json, WorkloadRow row) throws IOException {
    json.text("namespace", row.owner().namespace())
        .text("kind", row.owner().kind())
        .text("name", row.owner().name())
        .object("health", health -> RowsJson.health(health, row.health()))
        .number("ready", row.ready())
        .number("desired", row.desired())
        .number("pods", row.pods())
        .number("restarts", row.restarts())
        .number("cpuCores", row.cpuCores())
        .number("memoryBytes", row.memoryBytes())
        .number("throttledPercent", RowsJson.percent(row.throttledShare()))
        .object("bounds", bounds -> bounds(bounds, row.bounds()))
        .time("created", row.created());
  }

  private static void child(Json json, WorkloadDetail.Child one) throws IOException {
    json.text("kind", one.kind())
        .text("name", one.name())
        .object("health", health -> RowsJson.health(health, one.health()))
        .number("ready", one.ready())
        .number("desired", one.desired())
        .time("created", one.created());
  }

  private static void bounds(Json json, Bounds of) throws IOException {
    json.number("cpuRequestCores", of.cpuRequestCores())
        .number("cpuLimitCores", of.cpuLimitCores())
        .number("memoryRequestBytes", of.memoryRequestBytes())
        .number("memoryLimitBytes", of.memoryLimitBytes());
  }

  private static void labels(Json json, Map<String, String> labels) throws IOException {
    for (Map.Entry<String, String> one : new TreeMap<>(labels).entrySet()) {
      json.text(one.getKey(), one.getValue());
    }
  }

  private static void ending(Json json, Ending of) throws IOException {
    json.textOrNull("container", of.container())
        .textOrNull("reason", of.reason())
        .number("exitCode", of.exitCode())
        .time("time", of.time());
  }

  /** {@code kubernetes} of a pod. */
  static void pod(Json json, PodFacts of) throws IOException {
    if (!of.known()) {
      return;
    }
    json.object(
        "kubernetes",
        said ->
            said.text("phase", of.phase())
                .textOrNull("reason", of.reason())
                .number("ready", of.ready())
                .number("containers", of.containers())
                .number("restarts", of.restarts())
                .object("last", last -> ending(last, of.last()))
                .object("bounds", bounds -> bounds(bounds, of.bounds()))
                .textOrNull("workloadKind", of.owner().kind())
                .textOrNull("workload", of.owner().name())
                .textOrNull("ip", of.ip())
                .textOrNull("qos", of.qos())
                .time("created", of.created())
                .object("labels", labels -> labels(labels, of.labels())));
  }

  static void containers(Json json, List<ContainerRow> containers) throws IOException {
    json.array(
        "kubernetesContainers",
        rows -> {
          for (ContainerRow one : containers) {
            rows.element(
                row ->
                    row.text("name", one.name())
                        .textOrNull("id", one.id())
                        .textOrNull("image", one.facts().image())
                        .truth("init", one.facts().init())
                        .object("health", health -> RowsJson.health(health, one.health()))
                        .number("restarts", one.facts().restarts())
                        .object("last", last -> ending(last, one.facts().last()))
                        .object("bounds", bounds -> bounds(bounds, one.facts().bounds())));
          }
        });
  }

  /** {@code kubernetes} of a node. */
  static void node(Json json, NodeFacts of) throws IOException {
    if (!of.known()) {
      return;
    }
    json.object(
        "kubernetes",
        said ->
            said.text("kubelet", of.kubelet())
                .textOrNull("runtime", of.runtime())
                .textOrNull("address", of.address())
                .truth("cordoned", of.cordoned())
                .array(
                    "conditions",
                    conditions -> {
                      for (NodeFacts.Condition one : of.conditions()) {
                        conditions.element(
                            condition ->
                                condition
                                    .text("type", one.type())
                                    .text("status", one.status())
                                    .textOrNull("reason", one.reason()));
                      }
                    })
                .texts("taints", of.taints())
                .object("cpuCores", room -> room(room, of.cpu()))
                .object("memoryBytes", room -> room(room, of.memory()))
                .object("pods", room -> room(room, of.pods())));
  }

  private static void room(Json json, Room of) throws IOException {
    json.number("capacity", of.capacity())
        .number("allocatable", of.allocatable())
        .number("requests", of.requests())
        .number("limits", of.limits());
  }
}
