package dev.nodecast.aggregator.kube.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The metrics of OpenTelemetry's receiver k8s_cluster. */
public final class K8sMetrics {
  private static final String NO_UNIT = "";
  private static final String CPU = "{cpu}";
  private static final String BYTES = "By";
  private static final String POD = "{pod}";
  private static final String NODE = "{node}";
  private static final String RESOURCE = "{resource}";

  public static final K8sMetric CONTAINER_CPU_REQUEST =
      gauge("k8s.container.cpu_request", CPU, "CPU that the container asks for.");
  public static final K8sMetric CONTAINER_CPU_LIMIT =
      gauge("k8s.container.cpu_limit", CPU, "CPU that the container may use.");
  public static final K8sMetric CONTAINER_MEMORY_REQUEST =
      gauge("k8s.container.memory_request", BYTES, "Memory that the container asks for.");
  public static final K8sMetric CONTAINER_MEMORY_LIMIT =
      gauge("k8s.container.memory_limit", BYTES, "Memory beyond which the container is killed.");
  public static final K8sMetric CONTAINER_STORAGE_REQUEST =
      gauge("k8s.container.storage_request", BYTES, "Storage that the container asks for.");
  public static final K8sMetric CONTAINER_STORAGE_LIMIT =
      gauge("k8s.container.storage_limit", BYTES, "Storage that the container may use.");
  public static final K8sMetric CONTAINER_EPHEMERAL_REQUEST =
      gauge(
          "k8s.container.ephemeralstorage_request",
          BYTES,
          "Ephemeral storage that the container asks for.");
  public static final K8sMetric CONTAINER_EPHEMERAL_LIMIT =
      gauge(
          "k8s.container.ephemeralstorage_limit",
          BYTES,
          "Ephemeral storage that the container may use.");
  public static final K8sMetric CONTAINER_RESTARTS =
      gauge(
          "k8s.container.restarts",
          "{restart}",
          "Restarts that the API server knows of; falls when the kubelet removes dead containers.");
  public static final K8sMetric CONTAINER_READY =
      gauge("k8s.container.ready", NO_UNIT, "Whether the container passes its readiness probe.");
  public static final K8sMetric CONTAINER_STATE =
      states("k8s.container.status.state", "{container}", "1 for the container's state, else 0.");
  public static final K8sMetric CONTAINER_REASON =
      states("k8s.container.status.reason", "{container}", "1 for why it is so, else 0.");

  public static final K8sMetric POD_PHASE =
      gauge("k8s.pod.phase", NO_UNIT, "1 Pending, 2 Running, 3 Succeeded, 4 Failed or 5 Unknown.");
  public static final K8sMetric POD_STATUS_REASON =
      optional(
          "k8s.pod.status_reason",
          NO_UNIT,
          "1 Evicted, 2 NodeAffinity, 3 NodeLost, 4 Shutdown, 5 UnexpectedAdmissionError or 6"
              + " none of these.");

  public static final K8sMetric DEPLOYMENT_DESIRED =
      gauge("k8s.deployment.desired", POD, "Pods that the deployment should have.");
  public static final K8sMetric DEPLOYMENT_AVAILABLE =
      gauge("k8s.deployment.available", POD, "Its pods that are ready for minReadySeconds.");
  public static final K8sMetric REPLICASET_DESIRED =
      gauge("k8s.replicaset.desired", POD, "Pods that the replica set should have.");
  public static final K8sMetric REPLICASET_AVAILABLE =
      gauge("k8s.replicaset.available", POD, "Its pods that are ready for minReadySeconds.");
  public static final K8sMetric REPLICATION_CONTROLLER_DESIRED =
      gauge("k8s.replication_controller.desired", POD, "Pods that the controller should have.");
  public static final K8sMetric REPLICATION_CONTROLLER_AVAILABLE =
      gauge("k8s.replication_controller.available", POD, "Its pods that are available.");
  public static final K8sMetric STATEFULSET_DESIRED =
      gauge("k8s.statefulset.desired_pods", POD, "Pods that the stateful set should have.");
  public static final K8sMetric STATEFULSET_READY =
      gauge("k8s.statefulset.ready_pods", POD, "Its pods that are ready.");
  public static final K8sMetric STATEFULSET_CURRENT =
      gauge("k8s.statefulset.current_pods", POD, "Its pods of the current revision.");
  public static final K8sMetric STATEFULSET_UPDATED =
      gauge("k8s.statefulset.updated_pods", POD, "Its pods of the revision to come.");
  public static final K8sMetric DAEMONSET_CURRENT =
      gauge("k8s.daemonset.current_scheduled_nodes", NODE, "Nodes that run it and should.");
  public static final K8sMetric DAEMONSET_DESIRED =
      gauge("k8s.daemonset.desired_scheduled_nodes", NODE, "Nodes that should run it.");
  public static final K8sMetric DAEMONSET_MISSCHEDULED =
      gauge("k8s.daemonset.misscheduled_nodes", NODE, "Nodes that run it and should not.");
  public static final K8sMetric DAEMONSET_READY =
      gauge("k8s.daemonset.ready_nodes", NODE, "Nodes on which it is ready.");

  public static final K8sMetric CRONJOB_ACTIVE =
      gauge("k8s.cronjob.active_jobs", "{job}", "Jobs of it that run.");
  public static final K8sMetric JOB_ACTIVE =
      gauge("k8s.job.active_pods", POD, "Pods of the job that run.");
  public static final K8sMetric JOB_DESIRED =
      gauge("k8s.job.desired_successful_pods", POD, "Pods that must succeed, where it says so.");
  public static final K8sMetric JOB_FAILED =
      gauge("k8s.job.failed_pods", POD, "Pods of the job that failed.");
  public static final K8sMetric JOB_PARALLEL =
      gauge("k8s.job.max_parallel_pods", POD, "Pods that may run at once, where it says so.");
  public static final K8sMetric JOB_SUCCESSFUL =
      gauge("k8s.job.successful_pods", POD, "Pods of the job that succeeded.");

  public static final K8sMetric HPA_MIN =
      gauge("k8s.hpa.min_replicas", POD, "The fewest pods it scales to.");
  public static final K8sMetric HPA_MAX =
      gauge("k8s.hpa.max_replicas", POD, "The most pods it scales to.");
  public static final K8sMetric HPA_CURRENT =
      gauge("k8s.hpa.current_replicas", POD, "Pods there are, as it saw last.");
  public static final K8sMetric HPA_DESIRED =
      gauge("k8s.hpa.desired_replicas", POD, "Pods it wants now.");

  public static final K8sMetric NAMESPACE_PHASE =
      gauge("k8s.namespace.phase", NO_UNIT, "1 active, 0 terminating, -1 neither.");
  public static final K8sMetric QUOTA_HARD =
      gauge(
          "k8s.resource_quota.hard_limit",
          RESOURCE,
          "What the namespace may have; cpu in thousandths of a core.",
          "resource");
  public static final K8sMetric QUOTA_USED =
      gauge(
          "k8s.resource_quota.used",
          RESOURCE,
          "What the namespace has; cpu in thousandths of a core.",
          "resource");

  public static final K8sMetric NODE_CONDITION =
      new K8sMetric(
          "k8s.node.condition",
          "{condition}",
          K8sMetric.Type.GAUGE,
          List.of("condition"),
          false,
          "Each condition of the node: 1 true, 0 false, -1 unknown.");
  private static final K8sMetric NODE_READY =
      gauge("k8s.node.condition_ready", NO_UNIT, "Whether the node is ready: 1, 0, -1 unknown.");

  /** By the types that Kubernetes itself sets; {@link #nodeCondition} has the others. */
  public static final Map<String, K8sMetric> NODE_CONDITIONS =
      Map.of(
          "Ready", NODE_READY,
          "MemoryPressure", unlisted("MemoryPressure"),
          "DiskPressure", unlisted("DiskPressure"),
          "PIDPressure", unlisted("PIDPressure"),
          "NetworkUnavailable", unlisted("NetworkUnavailable"));

  public static final K8sMetric NODE_CPU =
      optional("k8s.node.allocatable_cpu", CPU, "CPU for pods.");
  public static final K8sMetric NODE_MEMORY =
      optional("k8s.node.allocatable_memory", BYTES, "Memory for pods.");
  public static final K8sMetric NODE_EPHEMERAL =
      optional("k8s.node.allocatable_ephemeral_storage", BYTES, "Ephemeral storage for pods.");
  public static final K8sMetric NODE_STORAGE =
      optional("k8s.node.allocatable_storage", BYTES, "Storage for pods.");
  public static final K8sMetric NODE_PODS =
      optional("k8s.node.allocatable_pods", POD, "Pods that the node takes.");

  public static final K8sMetric SERVICE_ENDPOINTS =
      new K8sMetric(
          "k8s.service.endpoint.count",
          "{endpoint}",
          K8sMetric.Type.GAUGE,
          List.of(
              "k8s.service.endpoint.address_type",
              "k8s.service.endpoint.condition",
              "k8s.service.endpoint.zone"),
          false,
          "Addresses that serve it; one that is ready and serving counts as both.");
  public static final K8sMetric SERVICE_INGRESS =
      optional(
          "k8s.service.load_balancer.ingress.count",
          "{ingress}",
          "Addresses that its load balancer has.");

  public static final K8sMetric PV_PHASE =
      states("k8s.persistentvolume.status.phase", "{persistentvolume}", "1 for its phase, else 0.");
  public static final K8sMetric PV_CAPACITY =
      updown("k8s.persistentvolume.storage.capacity", "Bytes that the volume has.");
  public static final K8sMetric PVC_PHASE =
      states(
          "k8s.persistentvolumeclaim.status.phase",
          "{persistentvolumeclaim}",
          "1 for its phase, else 0.");
  public static final K8sMetric PVC_REQUEST =
      updown("k8s.persistentvolumeclaim.storage.request", "Bytes that the claim asks for.");
  public static final K8sMetric PVC_CAPACITY =
      updown("k8s.persistentvolumeclaim.storage.capacity", "Bytes that it got, once it is bound.");

  public static final K8sMetric CLUSTER_QUOTA_LIMIT =
      gauge("openshift.clusterquota.limit", RESOURCE, "What all may have.", "resource");
  public static final K8sMetric CLUSTER_QUOTA_USED =
      gauge("openshift.clusterquota.used", RESOURCE, "What all have.", "resource");
  public static final K8sMetric APPLIED_QUOTA_LIMIT =
      gauge(
          "openshift.appliedclusterquota.limit",
          RESOURCE,
          "What the quota leaves to a namespace.",
          "k8s.namespace.name",
          "resource");
  public static final K8sMetric APPLIED_QUOTA_USED =
      gauge(
          "openshift.appliedclusterquota.used",
          RESOURCE,
          "What a namespace has of the quota.",
          "k8s.namespace.name",
          "resource");

  /** All of them, in the order of the reference page. */
  public static final List<K8sMetric> ALL =
      List.of(
          CONTAINER_CPU_REQUEST,
          CONTAINER_CPU_LIMIT,
          CONTAINER_MEMORY_REQUEST,
          CONTAINER_MEMORY_LIMIT,
          CONTAINER_STORAGE_REQUEST,
          CONTAINER_STORAGE_LIMIT,
          CONTAINER_EPHEMERAL_REQUEST,
          CONTAINER_EPHEMERAL_LIMIT,
          CONTAINER_RESTARTS,
          CONTAINER_READY,
          CONTAINER_STATE,
          CONTAINER_REASON,
          POD_PHASE,
          POD_STATUS_REASON,
          DEPLOYMENT_DESIRED,
          DEPLOYMENT_AVAILABLE,
          REPLICASET_DESIRED,
          REPLICASET_AVAILABLE,
          REPLICATION_CONTROLLER_DESIRED,
          REPLICATION_CONTROLLER_AVAILABLE,
          STATEFULSET_DESIRED,
          STATEFULSET_READY,
          STATEFULSET_CURRENT,
          STATEFULSET_UPDATED,
          DAEMONSET_CURRENT,
          DAEMONSET_DESIRED,
          DAEMONSET_MISSCHEDULED,
          DAEMONSET_READY,
          CRONJOB_ACTIVE,
          JOB_ACTIVE,
          JOB_DESIRED,
          JOB_FAILED,
          JOB_PARALLEL,
          JOB_SUCCESSFUL,
          HPA_MIN,
          HPA_MAX,
          HPA_CURRENT,
          HPA_DESIRED,
          NAMESPACE_PHASE,
          QUOTA_HARD,
          QUOTA_USED,
          NODE_CONDITION,
          NODE_READY,
          nodeCondition("MemoryPressure"),
          nodeCondition("DiskPressure"),
          nodeCondition("PIDPressure"),
          nodeCondition("NetworkUnavailable"),
          NODE_CPU,
          NODE_MEMORY,
          NODE_EPHEMERAL,
          NODE_STORAGE,
          NODE_PODS,
          SERVICE_ENDPOINTS,
          SERVICE_INGRESS,
          PV_PHASE,
          PV_CAPACITY,
          PVC_PHASE,
          PVC_REQUEST,
          PVC_CAPACITY,
          CLUSTER_QUOTA_LIMIT,
          CLUSTER_QUOTA_USED,
          APPLIED_QUOTA_LIMIT,
          APPLIED_QUOTA_USED);

  private K8sMetrics() {}

  /** Of any type of condition: {@code KernelDeadlock} as the node problem detector sets it. */
  public static K8sMetric nodeCondition(String type) {
    K8sMetric known = NODE_CONDITIONS.get(type);
    return known == null ? unlisted(type) : known;
  }

  private static K8sMetric unlisted(String type) {
    // PIDPressure is pid_pressure: a run of capitals is one word up to its last letter.
    String words =
        type.replaceAll("([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", "$1$3_$2")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .toLowerCase(Locale.ROOT);
    return optional(
        "k8s.node.condition_" + words, NO_UNIT, "Condition " + type + ": 1, 0, -1 unknown.");
  }

  private static K8sMetric gauge(String name, String unit, String help, String... attributes) {
    return new K8sMetric(name, unit, K8sMetric.Type.GAUGE, List.of(attributes), true, help);
  }

  private static K8sMetric optional(String name, String unit, String help) {
    return new K8sMetric(name, unit, K8sMetric.Type.GAUGE, List.of(), false, help);
  }

  private static K8sMetric updown(String name, String help) {
    return new K8sMetric(name, BYTES, K8sMetric.Type.UPDOWN, List.of(), false, help);
  }

  /** A point for each value that the attribute of the metric's own name can have. */
  private static K8sMetric states(String name, String unit, String help) {
    return new K8sMetric(name, unit, K8sMetric.Type.UPDOWN, List.of(name), false, help);
  }
}
