package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.config.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeletSettingsTest {
  @Test
  void hasOpenTelemetrysMetricsAndDefaults() throws Exception {
    assertThat(KubeletMetrics.ALL).hasSize(67).doesNotHaveDuplicates();
    assertThat(KubeletMetrics.ALL.stream().map(K8sMetric::name)).doesNotHaveDuplicates();
    KubeletSettings settings = Kubelet.settings(Map.of());
    assertThat(settings.metrics()).hasSize(42);
    assertThat(settings.groups())
        .containsExactlyInAnyOrder(
            KubeletSettings.Group.CONTAINER, KubeletSettings.Group.POD, KubeletSettings.Group.NODE);
    assertThat(settings.interval()).hasSeconds(10);
    assertThat(settings.auth()).isEqualTo(KubeletSettings.Auth.KUBE_CONFIG);
  }

  @Test
  void takesTheServiceAccountWhenAskedToGoDirectly() throws Exception {
    KubeletSettings settings = Kubelet.settings(Map.of("NODECAST_KUBELET_ENDPOINT", "direct"));
    assertThat(settings.auth()).isEqualTo(KubeletSettings.Auth.SERVICE_ACCOUNT);
    assertThat(settings.ca())
        .isEqualTo(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"));
  }

  @Test
  void switchesMetricsByName() throws Exception {
    KubeletSettings settings =
        Kubelet.settings(
            Map.of("NODECAST_KUBELET_METRICS", "+k8s.pod.uptime,-k8s.node.network.io"));
    assertThat(settings.metrics())
        .contains(KubeletMetrics.POD.uptime())
        .doesNotContain(KubeletMetrics.NODE_NETWORK_IO)
        .hasSize(42);
  }

  @Test
  void saysEverythingThatIsWrong() {
    assertThat(
            problems(
                Map.of(
                    "NODECAST_KUBELET_METRICS", "k8s.pod.uptime,+k8s.pod.cpu.usages",
                    "NODECAST_KUBELET_GROUPS", "pods",
                    "NODECAST_KUBELET_AUTH", "tls",
                    "NODECAST_KUBELET_CERT", "/nowhere",
                    "NODECAST_KUBELET_INSECURE_SKIP_VERIFY", "true")))
        .containsExactly(
            "NODECAST_KUBELET_GROUPS: pods (expected: container, pod, node, volume)",
            "NODECAST_KUBELET_METRICS: k8s.pod.uptime (expected: +name or -name)",
            "NODECAST_KUBELET_METRICS: +k8s.pod.cpu.usages (expected: k8s.pod.cpu.usage,"
                + " k8s.pod.cpu.node.utilization, k8s.pod.cpu.time)",
            "NODECAST_KUBELET_AUTH: tls (expected: kube-config, or"
                + " NODECAST_KUBELET_ENDPOINT=direct)",
            "NODECAST_KUBELET_CERT: /nowhere (expected: a readable file)",
            "NODECAST_KUBELET_KEY: unset (expected: a readable file)",
            "NODECAST_KUBELET_INSECURE_SKIP_VERIFY: given (expected: unset, as the API server is"
                + " who talks to kubelets; or NODECAST_KUBELET_ENDPOINT=direct)",
            "NODECAST_KUBELET_GROUPS: none (expected: at least one of container, pod, node,"
                + " volume)");
  }

  private static List<String> problems(Map<String, String> environment) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> Kubelet.settings(environment));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
