package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One of everything in a namespace of its own on a real cluster: what is well, and what is killed,
 * crashes, or finds no node. Its volume goes by the namespace's name.
 */
final class Zoo implements AutoCloseable {
  private final Kubectl kubectl;
  private final String namespace;

  Zoo(Kubectl kubectl, String namespace) throws IOException, InterruptedException {
    this.kubectl = kubectl;
    this.namespace = namespace;
    kubectl.run("create", "namespace", namespace);
    try (InputStream in = Zoo.class.getResourceAsStream("zoo.yaml")) {
      boolean cronJobs = kubectl.run("get", "--raw", "/apis/batch/v1").contains("\"cronjobs\"");
      kubectl.given(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("NAMESPACE", namespace)
              .replace("CRONJOBS", cronJobs ? "batch/v1" : "batch/v1beta1"),
          "apply",
          "-f",
          "-");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  String namespace() {
    return namespace;
  }

  /** Objects of a kind in the namespace. */
  List<JsonNode> all(String kind) throws IOException, InterruptedException {
    return list("-n", namespace, "get", kind, "-o", "json");
  }

  /** Objects, by the words after kubectl. */
  List<JsonNode> list(String... arguments) throws IOException, InterruptedException {
    JsonNode items = kubectl.json(arguments).path("items");
    return java.util.stream.StreamSupport.stream(items.spliterator(), false).toList();
  }

  /** Until every animal is as it stays: killed, crashing, waiting, running. */
  void awaitSettled() {
    Eventually.within(
        LocalCluster.SOON.multipliedBy(2),
        "all pods of the zoo are as they stay",
        () -> {
          int running = 0;
          boolean killed = false;
          boolean loops = false;
          boolean ticks = false;
          for (JsonNode pod : all("pods")) {
            String name = pod.path("metadata").path("name").asText();
            JsonNode container = pod.path("status").path("containerStatuses").path(0);
            JsonNode state = container.path("state");
            running += pod.path("status").path("phase").asText().equals("Running") ? 1 : 0;
            killed |= state.path("terminated").path("reason").asText().equals("OOMKilled");
            ticks |= name.startsWith("tick-") && state.has("running");
            // From the third on it waits long enough to be looked at.
            loops |=
                state.path("waiting").path("reason").asText().equals("CrashLoopBackOff")
                    && container.path("restartCount").asInt() >= 3;
          }
          return running >= 5 && killed && loops && ticks;
        });
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kubectl.run("delete", "namespace", namespace, "--wait=false");
    kubectl.run("delete", "persistentvolume", namespace, "--ignore-not-found", "--wait=false");
  }
}
