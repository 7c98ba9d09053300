package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All kinds together, on a server that has few of them, and those in old versions. */
class ClusterWatchTest {
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ZERO);

  private static Answer resources(String... names) {
    return Answer.ok(
        "{\"resources\":["
            + String.join(
                ",",
                List.of(names).stream()
                    .map(
                        name ->
                            "{\"name\":\"" + name + "\",\"verbs\":[\"get\",\"list\",\"watch\"]}")
                    .toList())
            + ",{\"name\":\"cronjobs/status\",\"verbs\":[\"get\"]}]}");
  }

  @Test
  void choosesTheNewestVersionThatTheServerHasAndLeavesOutWhatItLacks() throws Exception {
    Cluster cluster = new Cluster();
    try (ScriptedApi api = new ScriptedApi();
        KubernetesClient client = api.client()) {
      api.on("/apis/batch/v1", resources("jobs"), resources("jobs"));
      api.on("/apis/batch/v1beta1", resources("cronjobs"));
      api.on("/apis/autoscaling/v2beta2", resources("horizontalpodautoscalers"));
      api.on("/apis/discovery.k8s.io/v1beta1", resources("endpointslices"));
      api.always(
          "/apis/batch/v1beta1/cronjobs",
          Answer.ok(ScriptedApi.list("1", "", ScriptedApi.pod("nightly", "1", ""))));
      api.always(
          "/apis/discovery.k8s.io/v1beta1/endpointslices",
          Answer.ok(ScriptedApi.list("1", "", ScriptedApi.pod("web-x", "1", ""))));
      api.always(
          "/apis/autoscaling/v2beta2/horizontalpodautoscalers",
          Answer.ok(ScriptedApi.list("1", "", ScriptedApi.pod("web", "1", ""))));
      api.always(
          "/apis/batch/v1/jobs",
          Answer.ok(ScriptedApi.list("1", "", ScriptedApi.pod("once", "1", ""))));
      try (ClusterWatch watch =
          new ClusterWatch(new ApiServer(client), cluster, List.of(), List.of(), FAST)) {
        await(
            "all but pods, which the script does not list",
            () ->
                cluster.endpoints().size() == 1
                    && cluster.workloads("CronJob").size() == 1
                    && cluster.workloads("Job").size() == 1
                    && cluster.autoscalers().size() == 1);
        assertThat(cluster.workloads("Deployment")).isEmpty();
        assertThat(cluster.problems()).noneMatch(text -> text.contains("deployments"));
      }
    }
  }
}
