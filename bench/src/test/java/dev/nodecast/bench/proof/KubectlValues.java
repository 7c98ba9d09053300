package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of k8s_cluster as kubectl's JSON says them, by {@code metric kind namespace/name pod
 * attribute}. States that something is not in are left out: their value is 0.
 */
final class KubectlValues {
  private static final List<String> PHASES =
      List.of("", "Pending", "Running", "Succeeded", "Failed", "Unknown");
  private static final Map<String, String> UNITS =
      Map.of("m", "e-3", "k", "e3", "M", "e6", "G", "e9", "T", "e12");
  private static final Map<String, Integer> BINARY = Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40);

  private final Map<String, Double> values = new TreeMap<>();

  /** Of everything in the zoo's namespace, and of that, its volume and the nodes. */
  static Map<String, Double> of(Zoo zoo) throws Exception {
    KubectlValues of = new KubectlValues();
    zoo.all("pods").forEach(of::pod);
    zoo.all("deployments").forEach(each -> of.replicas("k8s.deployment", each));
    zoo.all("replicasets").forEach(each -> of.replicas("k8s.replicaset", each));
    zoo.all("statefulsets").forEach(of::statefulSet);
    zoo.all("daemonsets").forEach(of::daemonSet);
    zoo.all("jobs").forEach(of::job);
    zoo.all("cronjobs")
        .forEach(each -> of.put("k8s.cronjob.active_jobs", each, each.at("/status/active").size()));
    zoo.all("horizontalpodautoscalers.v1.autoscaling").forEach(of::autoscaler);
    zoo.all("resourcequotas").forEach(of::quota);
    zoo.all("persistentvolumeclaims").forEach(of::claim);
    zoo.all("services").forEach(each -> of.service(each));
    zoo.all("endpoints").forEach(of::endpoints);
    for (JsonNode volume : zoo.list("get", "persistentvolumes", "-o", "json")) {
      if (name(volume).equals(zoo.namespace())) {
        of.phase("k8s.persistentvolume", volume);
        of.put("k8s.persistentvolume.storage.capacity", volume, "/spec/capacity/storage");
      }
    }
    for (JsonNode each : zoo.list("get", "namespaces", "-o", "json")) {
      if (name(each).equals(zoo.namespace())) {
        boolean active = each.at("/status/phase").asText().equals("Active");
        of.put("k8s.namespace.phase", each, active ? 1 : 0);
      }
    }
    zoo.list("get", "nodes", "-o", "json").forEach(of::node);
    return of.values;
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private void put(String metric, JsonNode of, double value) {
    put(metric, of, "", value);
  }

  private void put(String metric, JsonNode of, String attribute, double value) {
    String kind = of.path("kind").asText().toLowerCase(java.util.Locale.ROOT);
    String pod = kind.equals("pod") ? name(of) : "";
    String namespace = of.at("/metadata/namespace").asText("");
    values.put(key(metric, kind, namespace, name(of), pod, attribute), value);
  }

  /** What is not there has no value. */
  private void put(String metric, JsonNode of, String path) {
    JsonNode amount = of.at(path);
    if (!amount.isMissingNode()) {
      put(metric, of, amount(amount.asText()));
    }
  }

  static String key(
      String metric, String kind, String namespace, String name, String pod, String attribute) {
    return String.join(" ", metric, kind, namespace + "/" + name, pod, attribute);
  }

  private void pod(JsonNode pod) {
    put("k8s.pod.phase", pod, PHASES.indexOf(pod.at("/status/phase").asText()));
    put("k8s.pod.status_reason", pod, 6);
    for (JsonNode spec : pod.at("/spec/containers")) {
      String name = spec.path("name").asText();
      for (String which : List.of("request", "limit")) {
        JsonNode amounts = spec.path("resources").path(which + "s");
        for (String resource : List.of("cpu", "memory", "storage", "ephemeral-storage")) {
          if (amounts.has(resource)) {
            String metric = "k8s.container." + resource.replace("-", "") + "_" + which;
            container(pod, name, metric, "", amount(amounts.path(resource).asText()));
          }
        }
      }
      for (JsonNode status : pod.at("/status/containerStatuses")) {
        if (status.path("name").asText().equals(name)) {
          status(pod, name, status);
        }
      }
    }
  }

  private void status(JsonNode pod, String name, JsonNode status) {
    container(pod, name, "k8s.container.restarts", "", status.path("restartCount").asInt());
    boolean ready = status.path("ready").asBoolean();
    container(pod, name, "k8s.container.ready", "", ready ? 1 : 0);
    Map.Entry<String, JsonNode> state = status.path("state").properties().iterator().next();
    container(pod, name, "k8s.container.status.state", state.getKey(), 1);
    String reason = state.getValue().path("reason").asText("");
    if (!reason.isEmpty()) {
      container(pod, name, "k8s.container.status.reason", reason, 1);
    }
  }

  private void container(JsonNode pod, String name, String metric, String attribute, double value) {
    String namespace = pod.at("/metadata/namespace").asText();
    values.put(key(metric, "container", namespace, name, name(pod), attribute), value);
  }

  private void replicas(String prefix, JsonNode of) {
    put(prefix + ".desired", of, of.at("/spec/replicas").asInt());
    put(prefix + ".available", of, of.at("/status/availableReplicas").asInt());
  }

  private void statefulSet(JsonNode of) {
    put("k8s.statefulset.desired_pods", of, of.at("/spec/replicas").asInt());
    put("k8s.statefulset.ready_pods", of, of.at("/status/readyReplicas").asInt());
    put("k8s.statefulset.current_pods", of, of.at("/status/currentReplicas").asInt());
    put("k8s.statefulset.updated_pods", of, of.at("/status/updatedReplicas").asInt());
  }

  private void daemonSet(JsonNode of) {
    String prefix = "k8s.daemonset.";
    JsonNode status = of.path("status");
    put(prefix + "current_scheduled_nodes", of, status.path("currentNumberScheduled").asInt());
    put(prefix + "desired_scheduled_nodes", of, status.path("desiredNumberScheduled").asInt());
    put(prefix + "misscheduled_nodes", of, status.path("numberMisscheduled").asInt());
    put(prefix + "ready_nodes", of, status.path("numberReady").asInt());
  }

  private void job(JsonNode of) {
    put("k8s.job.active_pods", of, of.at("/status/active").asInt());
    put("k8s.job.failed_pods", of, of.at("/status/failed").asInt());
    put("k8s.job.successful_pods", of, of.at("/status/succeeded").asInt());
    put("k8s.job.desired_successful_pods", of, "/spec/completions");
    put("k8s.job.max_parallel_pods", of, "/spec/parallelism");
  }

  private void autoscaler(JsonNode of) {
    put("k8s.hpa.min_replicas", of, of.at("/spec/minReplicas").asInt());
    put("k8s.hpa.max_replicas", of, of.at("/spec/maxReplicas").asInt());
    put("k8s.hpa.current_replicas", of, of.at("/status/currentReplicas").asInt());
    put("k8s.hpa.desired_replicas", of, of.at("/status/desiredReplicas").asInt());
  }

  private void quota(JsonNode of) {
    Map.of("hard", "hard_limit", "used", "used")
        .forEach(
            (field, metric) ->
                of.at("/status/" + field)
                    .properties()
                    .forEach(
                        each ->
                            put(
                                "k8s.resource_quota." + metric,
                                of,
                                each.getKey(),
                                amount(each.getValue().asText()))));
  }

  private void phase(String prefix, JsonNode of) {
    put(prefix + ".status.phase", of, of.at("/status/phase").asText(), 1);
  }

  private void claim(JsonNode of) {
    phase("k8s.persistentvolumeclaim", of);
    put("k8s.persistentvolumeclaim.storage.request", of, "/spec/resources/requests/storage");
    put("k8s.persistentvolumeclaim.storage.capacity", of, "/status/capacity/storage");
  }

  private void service(JsonNode of) {
    int ingress = of.at("/status/loadBalancer/ingress").size();
    put("k8s.service.load_balancer.ingress.count", of, ingress);
  }

  /** Of those that are ready; the others are compared nowhere else. */
  private void endpoints(JsonNode of) {
    int ready = 0;
    for (JsonNode subset : of.path("subsets")) {
      ready += subset.path("addresses").size();
    }
    String namespace = of.at("/metadata/namespace").asText();
    values.put(
        key("k8s.service.endpoint.count", "service", namespace, name(of), "", "IPv4,ready,"),
        (double) ready);
  }

  private void node(JsonNode of) {
    for (JsonNode condition : of.at("/status/conditions")) {
      String status = condition.path("status").asText();
      double value = status.equals("True") ? 1 : status.equals("False") ? 0 : -1;
      put("k8s.node.condition", of, condition.path("type").asText(), value);
      if (condition.path("type").asText().equals("Ready")) {
        put("k8s.node.condition_ready", of, value);
      }
    }
    put("k8s.node.allocatable_cpu", of, "/status/allocatable/cpu");
    put("k8s.node.allocatable_memory", of, "/status/allocatable/memory");
    put("k8s.node.allocatable_ephemeral_storage", of, "/status/allocatable/ephemeral-storage");
    put("k8s.node.allocatable_pods", of, "/status/allocatable/pods");
  }

  private static double amount(String text) {
    for (Map.Entry<String, Integer> unit : BINARY.entrySet()) {
      if (text.endsWith(unit.getKey())) {
        return Double.parseDouble(text.substring(0, text.length() - 2)) * (1L << unit.getValue());
      }
    }
    String unit = text.substring(text.length() - 1);
    return UNITS.containsKey(unit)
        ? new BigDecimal(text.substring(0, text.length() - 1) + UNITS.get(unit)).doubleValue()
        : Double.parseDouble(text);
  }
}
