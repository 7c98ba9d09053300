package dev.nodecast.aggregator.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.config.Settings;
import dev.nodecast.config.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {
  @Test
  void hasTheDefaultsOfOpenTelemetry() throws SettingsException {
    ClusterSettings settings = read(Map.of());

    assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.metadataInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.nodeConditions()).containsExactly("Ready");
    assertThat(settings.metrics())
        .containsExactlyInAnyOrderElementsOf(
            K8sMetrics.ALL.stream().filter(K8sMetric::byDefault).map(K8sMetric::name).toList());
    assertThat(settings.distribution()).isEqualTo(ClusterSettings.Distribution.AUTO);
  }

  @Test
  void switchesMetricsOnAndOffByName() throws SettingsException {
    ClusterSettings settings =
        read(
            Map.of(
                "NODECAST_CLUSTER_METRICS",
                "+k8s.container.status.state, -k8s.pod.phase,+k8s.node.condition_disk_pressure",
                "NODECAST_CLUSTER_NODE_CONDITIONS",
                "MemoryPressure,KernelDeadlock",
                "NODECAST_CLUSTER_ALLOCATABLE_TYPES",
                "cpu,ephemeral-storage",
                "NODECAST_CLUSTER_METADATA_INTERVAL",
                "0s"));

    assertThat(settings.metrics())
        .contains(
            "k8s.container.status.state",
            "k8s.node.condition_memory_pressure",
            "k8s.node.condition_kernel_deadlock",
            "k8s.node.condition_disk_pressure",
            "k8s.node.allocatable_cpu",
            "k8s.node.allocatable_ephemeral_storage")
        .doesNotContain("k8s.pod.phase", "k8s.node.condition_ready", "k8s.node.allocatable_memory");
    assertThat(settings.nodeConditions())
        .containsExactlyInAnyOrder("MemoryPressure", "KernelDeadlock", "DiskPressure");
    assertThat(settings.metadataInterval()).isZero();
  }

  @Test
  void namesWhatWasProbablyMeant() {
    assertThat(problems("NODECAST_CLUSTER_METRICS", "+k8s.pod.phaze,-nonsense,k8s.pod.phase"))
        .containsExactly(
            "NODECAST_CLUSTER_METRICS: +k8s.pod.phaze (expected: k8s.pod.phase)",
            "NODECAST_CLUSTER_METRICS: -nonsense (expected: + or - and a metric of"
                + " docs/kubernetes-metrics.md)",
            "NODECAST_CLUSTER_METRICS: k8s.pod.phase (expected: +k8s.pod.phase or"
                + " -k8s.pod.phase)");
    assertThat(problems("NODECAST_CLUSTER_METRICS", "-k8s.hpa.replicas").get(0))
        .contains("k8s.hpa.max_replicas");
  }

  @Test
  void refusesWhatNodesDoNotHave() {
    assertThat(problems("NODECAST_CLUSTER_ALLOCATABLE_TYPES", "cpu,gpu"))
        .containsExactly(
            "NODECAST_CLUSTER_ALLOCATABLE_TYPES: gpu (expected: cpu, memory, ephemeral-storage,"
                + " storage, pods)");
  }

  @ParameterizedTest
  @CsvSource({
    "Ready, ready",
    "MemoryPressure, memory_pressure",
    "PIDPressure, pid_pressure",
    "NetworkUnavailable, network_unavailable",
    "example.com/GPUHealthy, example_com_gpu_healthy",
    "FrequentKubeletRestart2, frequent_kubelet_restart2"
  })
  void namesAConditionsMetricInSnakeCase(String type, String name) {
    assertThat(K8sMetrics.nodeCondition(type).name()).isEqualTo("k8s.node.condition_" + name);
  }

  private static ClusterSettings read(Map<String, String> environment) throws SettingsException {
    Settings settings = Settings.read(environment);
    ClusterSettings read = ClusterSettings.read(settings);
    settings.finish();
    return read;
  }

  private static List<String> problems(String variable, String value) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> read(Map.of(variable, value)));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
