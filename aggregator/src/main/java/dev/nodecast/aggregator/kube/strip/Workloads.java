package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Strips what makes pods, and what scales it. */
public final class Workloads {
  /** What is wanted; of the same name in the status ({@code replicas}) the spec's is kept. */
  private static final List<String> SPEC =
      List.of("replicas", "parallelism", "completions", "backoffLimit", "minReadySeconds");

  private static final List<String> STATUS =
      List.of(
          "availableReplicas",
          "readyReplicas",
          "updatedReplicas",
          "unavailableReplicas",
          "currentReplicas",
          "fullyLabeledReplicas",
          "currentNumberScheduled",
          "desiredNumberScheduled",
          "numberMisscheduled",
          "numberReady",
          "numberAvailable",
          "numberUnavailable",
          "updatedNumberScheduled",
          "active",
          "succeeded",
          "failed");

  /** Conditions that say what is wrong, the most telling first, and when they do. */
  private static final List<Map.Entry<String, String>> WRONG =
      List.of(
          Map.entry("ReplicaFailure", "True"),
          Map.entry("Failed", "True"),
          Map.entry("Progressing", "False"),
          Map.entry("Available", "False"));

  private final Strip strip;

  public Workloads(Strip strip) {
    this.strip = strip;
  }

  /**
   * Whatever has pods below it.
   *
   * @param kind as in the API, for a list's items do not say it
   */
  public WorkloadRecord workload(String kind, JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    JsonNode wrong = wrong(status.path("conditions"));
    return new WorkloadRecord(
        strip.meta(kind, object),
        numbers(spec, status),
        strip.texts.one(selector(spec.path("selector"))),
        strip.one(spec, "schedule"),
        Fields.flag(spec, "suspend"),
        strip.one(wrong, "reason"),
        strip.one(wrong, "message"),
        strip.time(wrong, "lastTransitionTime"));
  }

  public HpaRecord autoscaler(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode target = spec.path("scaleTargetRef");
    return new HpaRecord(
        strip.meta("HorizontalPodAutoscaler", object),
        Fields.number(spec, "minReplicas"),
        Fields.number(spec, "maxReplicas"),
        Fields.number(object, "status", "currentReplicas"),
        Fields.number(object, "status", "desiredReplicas"),
        strip.one(target, "apiVersion"),
        strip.one(target, "kind"),
        strip.one(target, "name"));
  }

  private Map<String, Long> numbers(JsonNode spec, JsonNode status) {
    Map<String, Long> numbers = new HashMap<>();
    SPEC.forEach(name -> put(numbers, name, Fields.number(spec, name)));
    STATUS.forEach(name -> put(numbers, name, Fields.number(status, name)));
    // A CronJob lists its running jobs instead of counting them.
    if (status.path("active").isArray()) {
      numbers.put("active", (long) status.path("active").size());
    }
    return strip.texts.one(Map.copyOf(numbers));
  }

  private static void put(Map<String, Long> numbers, String name, long value) {
    if (value != Amounts.NONE) {
      numbers.put(name, value);
    }
  }

  private static JsonNode wrong(JsonNode conditions) {
    for (Map.Entry<String, String> sign : WRONG) {
      for (JsonNode condition : conditions) {
        if (Fields.text(condition, "type").equals(sign.getKey())
            && Fields.text(condition, "status").equals(sign.getValue())) {
          return condition;
        }
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private String selector(JsonNode of) {
    // A ReplicationController's is the labels themselves.
    boolean labels = !of.has("matchLabels") && !of.has("matchExpressions");
    List<String> parts = new ArrayList<>();
    new TreeMap<>(Fields.texts(labels ? of : of.path("matchLabels"), key -> true, strip.texts))
        .forEach((key, value) -> parts.add(key + "=" + value));
    for (JsonNode expression : of.path("matchExpressions")) {
      if (parts.size() < Fields.MAX_ENTRIES) {
        parts.add(expression(expression));
      }
    }
    return String.join(",", parts);
  }

  /** In the words of kubectl: {@code tier in (a,b)}. */
  private static String expression(JsonNode of) {
    String key = Fields.text(of, "key");
    List<String> values = new ArrayList<>();
    of.path("values").forEach(value -> values.add(value.asText("")));
    String in = "(" + String.join(",", values) + ")";
    return switch (Fields.text(of, "operator")) {
      case "In" -> key + " in " + in;
      case "NotIn" -> key + " notin " + in;
      case "DoesNotExist" -> "!" + key;
      default -> key;
    };
  }
}
