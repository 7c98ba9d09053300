package dev.nodecast.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names from the API server and from the kubelet, by what real ones said (Kubernetes 1.20). */
final class DiscoveryModesTest {
  private final TestingApi api;
  private Identity identity;
  @TempDir Path directory;

  DiscoveryModesTest() throws Exception {
    api = new TestingApi();
  }

  @AfterEach
  void close() {
    if (identity != null) {
      identity.close();
    }
    api.close();
  }

  private Identity start(DiscoveryMode mode) throws Exception {
    Files.writeString(directory.resolve("token"), "secret-1\n");
    DiscoveryConfig config =
        new DiscoveryConfig(
            mode,
            Duration.ofSeconds(2),
            api.uri(),
            Duration.ofMillis(100),
            true,
            api.uri(),
            directory,
            PodFilter.ALL,
            List.of());
    identity = Identity.start(config, directory, "node1", Map.of());
    return identity;
  }

  /** One line for each container. */
  static String lines(PodNames names) {
    TreeSet<String> lines = new TreeSet<>();
    for (PodIdentity pod : names.pods()) {
      for (ContainerIdentity container : pod.containers()) {
        lines.add(
            String.join(
                " ",
                pod.namespace(),
                pod.workloadKind() + "/" + pod.workload(),
                pod.name(),
                container.name(),
                container.id().substring(0, Math.min(12, container.id().length())),
                pod.ip(),
                container.image()));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static String expected() throws Exception {
    return new String(
        DiscoveryModesTest.class.getResourceAsStream("/pods/expected.txt").readAllBytes(),
        StandardCharsets.UTF_8);
  }

  @Test
  void theKubeletAndTheApiServerGiveTheSameNames() throws Exception {
    Identity kubelet = start(DiscoveryMode.KUBELET);
    until("pods", () -> kubelet.names().size() == 7);
    assertThat(lines(kubelet.names())).isEqualTo(expected());
    assertThat(kubelet.text()).isEqualTo("kubelet: 7 pods");
    kubelet.close();
    Files.delete(directory.resolve("inventory"));
    Identity informer = start(DiscoveryMode.INFORMER);
    until("pods", () -> informer.names().size() == 7);
    assertThat(lines(informer.names())).isEqualTo(expected());
    assertThat(api.queries)
        .anyMatch(q -> q.startsWith("/api/v1/pods?fieldSelector=spec.nodeName=node1&limit="));
    assertThat(api.tokens).containsOnly("Bearer secret-1");
  }

  private static String event(String type, String pod, String version) {
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    TestingApi.recorded("api").getAsJsonArray("items").asList().stream()
        .map(item -> item.getAsJsonObject())
        .filter(item -> item.getAsJsonObject("metadata").get("name").getAsString().equals(pod))
        .forEach(
            item -> {
              item.getAsJsonObject("metadata").addProperty("resourceVersion", version);
              event.add("object", item);
            });
    return event.toString();
  }

  @Test
  void aWatchFollowsPodsAndGoesOnWhereItEnded() throws Exception {
    Identity informer = start(DiscoveryMode.INFORMER);
    until("list", () -> informer.names().size() == 7);
    api.events.add(event("DELETED", "bare", "1001"));
    until("gone", () -> informer.names().size() == 6);
    String bookmark =
        "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":"
            + "{\"resourceVersion\":\"1234\"}}}";
    api.events.add(bookmark);
    api.events.add(TestingApi.END);
    until("watch again", () -> api.queries.stream().anyMatch(q -> q.contains("Version=1234")));
    api.events.add(event("ADDED", "bare", "1300"));
    until("back", () -> informer.names().size() == 7);
    assertThat(lines(informer.names())).isEqualTo(expected());
    assertThat(lists()).as("nothing was listed again").isEqualTo(3);
  }

  private long lists() {
    return api.queries.stream().filter(q -> q.contains("limit=")).count();
  }

  @Test
  void aContainerThatDiedBeforeAnybodyAskedIsItsPodsToo() throws Exception {
    Identity informer = start(DiscoveryMode.INFORMER);
    until("list", () -> informer.names().size() == 7);
    assertThat(informer.names().find("", "dead")).isEmpty();
    String restarted =
        event("MODIFIED", "bare", "1001")
            .replace(
                "\"lastState\":{}",
                "\"lastState\":{\"terminated\":{\"exitCode\":1,"
                    + "\"containerID\":\"containerd://dead\"}}");
    assertThat(restarted).contains("containerd://dead");
    api.events.add(restarted);
    until("known", () -> informer.names().find("", "dead").isPresent());
    assertThat(informer.names().find("", "dead").orElseThrow().container())
        .map(ContainerIdentity::name)
        .contains("only");
    assertThat(lines(informer.names())).contains("/ bare only 547a801536e3");
  }

  @Test
  void aVersionThatTheServerForgotBeginsWithAList() throws Exception {
    Identity informer = start(DiscoveryMode.INFORMER);
    until("list", () -> lists() == 3);
    api.events.add("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}");
    until("list after an event", () -> lists() == 6);
    until("watch", () -> api.queries.get(api.queries.size() - 1).contains("watch=1"));
    api.failOnce = 410;
    api.events.add(TestingApi.END);
    until("list after a status", () -> lists() == 9);
    assertThat(lines(informer.names())).isEqualTo(expected());
  }

  @Test
  void whatIsRefusedIsSaidAndTriedAgain() throws Exception {
    api.failOnce = 403;
    Identity kubelet = start(DiscoveryMode.KUBELET);
    until("refused", () -> kubelet.text().contains("403"));
    assertThat(kubelet.text())
        .startsWith("kubelet: 0 pods; ")
        .endsWith(
            "/pods: status 403 (expected: 200; allow the service account to get nodes/proxy)");
    Files.writeString(directory.resolve("token"), "secret-2\n");
    until("pods", () -> kubelet.text().equals("kubelet: 7 pods"));
    assertThat(api.tokens.get(api.tokens.size() - 1)).isEqualTo("Bearer secret-2");
  }

  @Test
  void namesOutliveARestart() throws Exception {
    Identity before = start(DiscoveryMode.KUBELET);
    until("pods", () -> before.names().size() == 7);
    before.close();
    DiscoveryConfig unreachable =
        new DiscoveryConfig(
            DiscoveryMode.KUBELET,
            Duration.ofSeconds(2),
            URI.create("http://127.0.0.1:1"),
            Duration.ofSeconds(10),
            true,
            null,
            directory,
            PodFilter.ALL,
            List.of());
    identity = Identity.start(unreachable, directory, "node1", Map.of());
    assertThat(lines(identity.names())).isEqualTo(expected());
    identity.close();
    assertThat(new InventoryFile(directory.resolve("inventory"), unreachable.neededLabels()).load())
        .hasSize(7);
    assertThat(new InventoryFile(directory.resolve("inventory"), List.of("team")).load())
        .as("pods without the labels that are needed now")
        .isEmpty();
    byte[] damaged = Files.readAllBytes(directory.resolve("inventory"));
    damaged[damaged.length / 2] ^= 1;
    Files.write(directory.resolve("inventory"), damaged);
    assertThat(new InventoryFile(directory.resolve("inventory"), List.of()).load()).isEmpty();
  }
}
