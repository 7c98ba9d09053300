package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strips nodes and namespaces. */
public final class Nodes {
  private final Strip strip;

  public Nodes(Strip strip) {
    this.strip = strip;
  }

  public NodeRecord node(JsonNode object) {
    JsonNode status = object.path("status");
    JsonNode info = status.path("nodeInfo");
    Map<String, Integer> conditions = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    Map<String, Long> since = new LinkedHashMap<>();
    for (JsonNode condition : status.path("conditions")) {
      String type = strip.one(condition, "type");
      if (conditions.size() < Fields.MAX_ENTRIES && !type.isEmpty()) {
        conditions.put(type, value(Fields.text(condition, "status")));
        String reason = strip.one(condition, "reason");
        if (!reason.isEmpty()) {
          reasons.put(type, reason);
        }
        long changed = strip.time(condition, "lastTransitionTime");
        if (changed != Amounts.NONE) {
          since.put(type, changed);
        }
      }
    }
    Map<String, String> addresses = new LinkedHashMap<>();
    for (JsonNode address : status.path("addresses")) {
      if (addresses.size() < Fields.MAX_ENTRIES) {
        // The first of a type is the primary one, of two families.
        addresses.putIfAbsent(strip.one(address, "type"), Fields.text(address, "address"));
      }
    }
    long port = Fields.number(status, "daemonEndpoints", "kubeletEndpoint", "Port");
    return new NodeRecord(
        // Roles, zones and what people choose nodes by are all labels.
        strip.meta("Node", object, label -> true),
        strip.amounts(status.path("capacity")),
        strip.amounts(status.path("allocatable")),
        conditions,
        reasons,
        since,
        Fields.flag(object, "spec", "unschedulable"),
        taints(object.path("spec").path("taints")),
        addresses,
        port > 0 && port < 65536 ? (int) port : 0,
        strip.one(info, "kubeletVersion"),
        strip.one(info, "containerRuntimeVersion"),
        strip.one(info, "osImage"),
        strip.one(info, "operatingSystem"),
        strip.one(info, "kernelVersion"),
        strip.one(info, "architecture"));
  }

  public NamespaceRecord namespace(JsonNode object) {
    return new NamespaceRecord(
        strip.meta("Namespace", object), strip.one(object, "status", "phase"));
  }

  private static int value(String status) {
    return switch (status) {
      case "True" -> 1;
      case "False" -> 0;
      default -> -1;
    };
  }

  private static List<String> taints(JsonNode of) {
    List<String> taints = new ArrayList<>();
    for (JsonNode taint : of) {
      if (taints.size() < Fields.MAX_ENTRIES) {
        String value = Fields.text(taint, "value");
        taints.add(
            Fields.text(taint, "key")
                + (value.isEmpty() ? "" : "=" + value)
                + ":"
                + Fields.text(taint, "effect"));
      }
    }
    return List.copyOf(taints);
  }
}
