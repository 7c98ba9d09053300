package dev.nodecast.agent.delta;

import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.ServiceMetric;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of a row of kind {@code service} as OpenTelemetry has them, for Prometheus: names
 * and values in turn. What is empty has no label. No address, no port, no URL and no user agent is
 * among them: rows have none.
 */
final class ServiceLabels {
  private static final int NAMESPACE = label("namespace");
  private static final int WORKLOAD = label("workload");
  private static final int POD = label("pod");
  private static final int CONTAINER = label("container");
  private static final int POD_UID = label("pod_uid");
  private static final int CONTAINER_ID = label("container_id");
  private static final int SERVICE = label("service");
  private static final int OPERATION = label("operation");
  private static final int TARGET = label("target");
  private static final int STATUS = label("status");

  /** Numbers of gRPC's codes are their places (grpc.io, status codes). */
  private static final List<String> GRPC_CODES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private ServiceLabels() {}

  static List<String> of(ServiceMetric metric, KindTable table, int slot, String node) {
    List<String> values = table.entities[slot].shown();
    List<String> pairs = new ArrayList<>(40);
    add(pairs, "service.name", values.get(SERVICE));
    String part = table.text[ServiceKind.SERVICE_NAMESPACE.index()][slot];
    add(pairs, "service.namespace", part == null ? values.get(NAMESPACE) : part);
    boolean pod = !values.get(POD_UID).isEmpty();
    if (pod) {
      add(pairs, "k8s.node.name", node);
      add(pairs, "k8s.namespace.name", values.get(NAMESPACE));
      add(pairs, "k8s.owner.name", values.get(WORKLOAD));
      add(pairs, "k8s.pod.name", values.get(POD));
      add(pairs, "k8s.pod.uid", values.get(POD_UID));
    } else {
      add(pairs, "host.name", node);
    }
    add(pairs, pod ? "k8s.container.name" : "container.name", values.get(CONTAINER));
    add(pairs, "container.id", values.get(CONTAINER_ID));
    String executable = table.text[ServiceKind.EXECUTABLE.index()][slot];
    add(pairs, "process.executable.name", executable == null ? "" : executable);
    for (int i = 0; i < metric.always().size(); i += 2) {
      add(pairs, metric.always().get(i), metric.always().get(i + 1));
    }
    add(pairs, metric.operation(), values.get(OPERATION));
    if (!metric.target().isEmpty()) {
      add(pairs, metric.target(), values.get(TARGET));
    }
    if (!metric.status().isEmpty()) {
      add(pairs, metric.status(), metric.statusValue(values.get(STATUS)));
    }
    boolean failed = table.runningTotal(ServiceKind.ERRORS.index(), slot) > 0;
    add(pairs, "error.type", metric.errorType(values.get(STATUS), failed));
    return pairs;
  }

  /** The same with what gRPC's attributes were called before. */
  static List<String> older(ServiceMetric metric, KindTable table, int slot, List<String> labels) {
    if (!metric.protocol().equals(ServiceMetric.GRPC)) {
      return labels;
    }
    List<String> values = table.entities[slot].shown();
    String method = values.get(OPERATION);
    int slash = method.indexOf('/');
    List<String> pairs = new ArrayList<>(labels);
    add(pairs, "rpc.system", "grpc");
    add(pairs, "rpc.service", method.substring(0, Math.max(0, slash)));
    int code = GRPC_CODES.indexOf(values.get(STATUS));
    add(pairs, "rpc.grpc.status_code", code < 0 ? "" : String.valueOf(code));
    return pairs;
  }

  private static void add(List<String> pairs, String attribute, String value) {
    if (!value.isEmpty()) {
      pairs.add(ServiceMetric.prometheus(attribute));
      pairs.add(value);
    }
  }

  private static int label(String name) {
    return ServiceKind.KIND.labels().indexOf(name);
  }
}
