package dev.nodecast.aggregator.kube.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.PodRecord;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a kubelet's {@code /pods}: of each pod only the types of its volumes, and what containers
 * ask for and their ids, for pods that the cluster's view does not have, such as those of
 * namespaces that it does not watch.
 */
final class PodsReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PodsReader() {}

  /** Pods by uid. */
  static Map<String, ToldPod> read(byte[] json) throws IOException {
    Map<String, ToldPod> pods = new HashMap<>();
    for (JsonNode pod : MAPPER.readTree(json).path("items")) {
      String uid = pod.path("metadata").path("uid").asText("");
      if (!uid.isEmpty() && pods.size() < SummaryReader.MAX_PODS) {
        pods.put(uid, new ToldPod(pod(uid, pod), volumeTypes(pod)));
      }
    }
    return pods;
  }

  /** A volume has a name and one more field, which is what it is. */
  private static Map<String, String> volumeTypes(JsonNode pod) {
    Map<String, String> types = new HashMap<>();
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      String name = volume.path("name").asText("");
      for (String field : (Iterable<String>) volume::fieldNames) {
        if (!field.equals("name") && types.size() < SummaryReader.MAX_PARTS) {
          types.put(name, field);
        }
      }
    }
    return types;
  }

  private static PodRecord pod(String uid, JsonNode json) {
    JsonNode metadata = json.path("metadata");
    Meta meta =
        new Meta(
            "Pod",
            metadata.path("namespace").asText(""),
            metadata.path("name").asText(""),
            uid,
            Map.of(),
            Optional.empty(),
            Amounts.NONE,
            Amounts.NONE);
    List<ContainerRecord> containers = new ArrayList<>();
    for (JsonNode container : json.path("spec").path("containers")) {
      containers.add(container(json, container));
    }
    return new PodRecord(
        meta, "", "", "", "", "", "", "", "", false, false, Amounts.NONE, List.of(), containers);
  }

  private static ContainerRecord container(JsonNode pod, JsonNode json) {
    String name = json.path("name").asText("");
    JsonNode resources = json.path("resources");
    return new ContainerRecord(
        name,
        false,
        "",
        "",
        id(pod, name),
        amounts(resources.path("requests")),
        amounts(resources.path("limits")),
        false,
        0,
        "",
        "",
        "",
        Amounts.NONE,
        Amounts.NONE,
        Amounts.NONE);
  }

  /** Without the runtime's name before it: {@code containerd://…}. */
  private static String id(JsonNode pod, String name) {
    for (JsonNode status : pod.path("status").path("containerStatuses")) {
      if (status.path("name").asText("").equals(name)) {
        String id = status.path("containerID").asText("");
        return id.substring(id.indexOf("://") < 0 ? 0 : id.indexOf("://") + 3);
      }
    }
    return "";
  }

  private static Amounts amounts(JsonNode json) {
    return new Amounts(
        amount(json, "cpu", 1000),
        amount(json, "memory", 1),
        Amounts.NONE,
        Amounts.NONE,
        Amounts.NONE);
  }

  private static long amount(JsonNode json, String resource, int factor) {
    String text = json.path(resource).asText("");
    if (text.isEmpty()) {
      return Amounts.NONE;
    }
    try {
      BigDecimal value = Quantity.getAmountInBytes(Quantity.parse(text));
      return value.multiply(BigDecimal.valueOf(factor)).longValue();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Amounts.NONE;
    }
  }
}
