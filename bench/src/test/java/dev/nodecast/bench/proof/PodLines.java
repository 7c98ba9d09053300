package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A line for each pod of the zoo, once as kubectl and once as the pages say it. */
final class PodLines {
  private final Zoo zoo;
  private final LocalCluster cluster;

  PodLines(Zoo zoo, LocalCluster cluster) {
    this.zoo = zoo;
    this.cluster = cluster;
  }

  /** Pods as kubectl and the zoo's names say them: who, whose, phase, ready and restarts. */
  Set<String> expected() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (JsonNode pod : zoo.all("pods")) {
      String name = pod.at("/metadata/name").asText();
      int ready = 0;
      int restarts = 0;
      for (JsonNode status : pod.at("/status/containerStatuses")) {
        ready += status.path("ready").asBoolean() ? 1 : 0;
        restarts += status.path("restartCount").asInt();
      }
      lines.add(
          String.join(
              " ",
              name,
              owner(name),
              pod.at("/status/phase").asText(),
              ready + "/" + pod.at("/spec/containers").size(),
              String.valueOf(restarts)));
    }
    return lines;
  }

  private static String owner(String pod) {
    Map<String, String> kinds =
        Map.of(
            "web", "Deployment",
            "everywhere", "DaemonSet",
            "db", "StatefulSet",
            "once", "Job",
            "tick", "CronJob");
    String first = pod.replaceFirst("-.*", "");
    return kinds.containsKey(first) ? kinds.get(first) + "/" + first : "/";
  }

  Set<String> shown() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (JsonNode pod : pods()) {
      JsonNode said = pod.path("kubernetes");
      lines.add(
          String.join(
              " ",
              pod.path("name").asText(),
              said.path("workloadKind").asText("") + "/" + said.path("workload").asText(""),
              said.path("phase").asText(),
              said.path("ready").asText() + "/" + said.path("containers").asText(),
              said.path("restarts").asText()));
    }
    return lines;
  }

  List<JsonNode> pods() throws Exception {
    List<JsonNode> pods = new ArrayList<>();
    cluster
        .json("/api/v1/pods?pageSize=200&namespace=" + zoo.namespace())
        .path("pods")
        .forEach(pods::add);
    return pods;
  }
}
