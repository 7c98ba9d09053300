package dev.nodecast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages of the made-up cluster against text files; {@code -Dgolden.update=true} writes them anew.
 * Addresses of assets are left out: they change with the style sheet.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @CsvSource({
    "cluster, /",
    "nodes, /nodes",
    "node, /nodes/worker-03",
    "pod, /pods/uid-2-0",
    "pod-without-programs, /pods/uid-2-3",
    "process, /processes/node-01:18:123456",
    "services, /services",
    "services-live, /live/services",
    "map, /map",
    "map-live, /live/map",
    "service, /services/server:shop:checkout",
    "service-client, /services/client:::%3Cb%3Ecurl",
    "events, /events",
    "status, /status",
    "gone, /pods/gone",
    "nodes-live, /live/nodes"
  })
  void rendersAsBefore(String name, String path) throws IOException {
    check(TestingReads.seven(), name, path);
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes-cluster, /",
    "kubernetes-workloads, /workloads",
    "kubernetes-workload, /workloads/shop:Deployment:checkout",
    "kubernetes-pods, /pods",
    "kubernetes-pod, /pods/uid-2-0",
    "kubernetes-pod-pending, /pods/uid-pending",
    "kubernetes-nodes, /nodes",
    "kubernetes-node, /nodes/worker-03",
    "kubernetes-events, /events",
    "kubernetes-status, /status"
  })
  void rendersKubernetesAsBefore(String name, String path) throws IOException {
    check(new KubernetesReads(), name, path);
  }

  private static void check(TestingReads reads, String name, String path) throws IOException {
    Dashboard dashboard = new Dashboard(reads, Clock.fixed(reads.now(), ZoneOffset.UTC));
    byte[] body = dashboard.answer(new WebRequest(path, "", "", "")).body();
    String html =
        new String(body, StandardCharsets.UTF_8)
            .replaceAll("(/static/[a-z]+)\\.[0-9a-f]+", "$1")
            .replaceAll("<(section|tr|td|div|figure|tbody|header|svg)", "\n<$1");
    Path golden = FOLDER.resolve(name + ".html");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, html);
    }
    assertThat(html).isEqualTo(Files.readString(golden));
  }
}
