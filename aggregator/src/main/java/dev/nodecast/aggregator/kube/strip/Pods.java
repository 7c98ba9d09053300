package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Strips pods. */
public final class Pods {
  /** The API server takes no pod with more bytes than this many containers need. */
  private static final int MAX_CONTAINERS = 256;

  private static final JsonNode NOTHING =
      com.fasterxml.jackson.databind.node.MissingNode.getInstance();

  private final Strip strip;

  public Pods(Strip strip) {
    this.strip = strip;
  }

  public PodRecord pod(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    return new PodRecord(
        strip.meta("Pod", object),
        strip.one(spec, "nodeName"),
        // Pods of the host's network share theirs.
        strip.one(status, "podIP"),
        strip.one(status, "phase"),
        strip.one(status, "reason"),
        strip.one(status, "message"),
        unschedulable(status.path("conditions")),
        strip.one(status, "qosClass"),
        strip.one(spec, "priorityClassName"),
        Fields.flag(spec, "hostNetwork"),
        condition(status.path("conditions"), "Ready").path("status").asText().equals("True"),
        strip.time(status, "startTime"),
        strip.allLabels(object),
        claims(spec.path("volumes")),
        containers(spec, status));
  }

  private String unschedulable(JsonNode conditions) {
    JsonNode scheduled = condition(conditions, "PodScheduled");
    return Fields.text(scheduled, "status").equals("False")
            && Fields.text(scheduled, "reason").equals("Unschedulable")
        ? strip.one(scheduled, "message")
        : "";
  }

  private static JsonNode condition(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (Fields.text(condition, "type").equals(type)) {
        return condition;
      }
    }
    return NOTHING;
  }

  private List<String> claims(JsonNode volumes) {
    List<String> claims = new ArrayList<>();
    for (JsonNode volume : volumes) {
      String claim = Fields.text(volume, "persistentVolumeClaim", "claimName");
      if (!claim.isEmpty() && claims.size() < Fields.MAX_ENTRIES) {
        claims.add(Fields.text(volume, "name") + "=" + claim);
      }
    }
    return claims;
  }

  private List<ContainerRecord> containers(JsonNode spec, JsonNode status) {
    List<ContainerRecord> all = new ArrayList<>();
    add(all, "init", spec.path("initContainers"), status.path("initContainerStatuses"));
    add(all, "", spec.path("containers"), status.path("containerStatuses"));
    JsonNode added = spec.path("ephemeralContainers");
    add(all, "ephemeral", added, status.path("ephemeralContainerStatuses"));
    return all;
  }

  private void add(List<ContainerRecord> to, String role, JsonNode specs, JsonNode statuses) {
    Map<String, JsonNode> byName = new HashMap<>();
    for (JsonNode status : statuses) {
      byName.put(Fields.text(status, "name"), status);
    }
    for (JsonNode spec : specs) {
      if (to.size() < MAX_CONTAINERS) {
        to.add(container(role, spec, byName.getOrDefault(Fields.text(spec, "name"), NOTHING)));
      }
    }
  }

  private ContainerRecord container(String role, JsonNode spec, JsonNode status) {
    String state = state(status.path("state"));
    JsonNode now = status.path("state").path(state);
    JsonNode last = status.path("lastState").path("terminated");
    JsonNode end = state.equals("terminated") ? now : last;
    // A container that waits to be started again says when its last run began.
    JsonNode run = now.has("startedAt") ? now : last;
    return new ContainerRecord(
        strip.one(spec, "name"),
        role.equals("init"),
        role.equals("ephemeral"),
        strip.one(spec, "image"),
        strip.one(status, "imageID"),
        id(Fields.text(status, "containerID")),
        // Of one that died before anybody heard of it, this is all there is.
        id(Fields.text(last, "containerID")),
        strip.amounts(spec.path("resources").path("requests")),
        strip.amounts(spec.path("resources").path("limits")),
        Fields.flag(status, "ready"),
        (int) Math.max(0, Math.min(Integer.MAX_VALUE, Fields.number(status, "restartCount"))),
        state,
        strip.one(now, "reason"),
        strip.one(last, "reason"),
        end.isMissingNode() ? Amounts.NONE : Fields.number(end, "exitCode"),
        strip.time(run, "startedAt"),
        strip.time(end, "finishedAt"));
  }

  private static String state(JsonNode state) {
    for (String name : List.of("running", "waiting", "terminated")) {
      if (state.has(name)) {
        return name;
      }
    }
    return "";
  }

  /** {@code containerd://id} is the id. */
  private static String id(String of) {
    int scheme = of.indexOf("://");
    return scheme < 0 ? of : of.substring(scheme + 3);
  }
}
