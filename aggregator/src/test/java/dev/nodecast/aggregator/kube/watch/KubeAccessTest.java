package dev.nodecast.aggregator.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.KubeSettings.Mode;
import dev.nodecast.config.Settings;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeAccessTest {
  private static final Map<String, String> POD =
      Map.of(
          "KUBERNETES_SERVICE_HOST", "fd00::1",
          "KUBERNETES_SERVICE_PORT", "6443",
          "HOSTNAME", "aggregator-0");

  @TempDir Path dir;

  private static KubeSettings settings(Map<String, String> environment) throws SettingsException {
    Settings settings = Settings.read(environment);
    KubeSettings read = KubeSettings.read(settings, environment);
    settings.finish();
    return read;
  }

  private Path account() throws IOException {
    Files.writeString(dir.resolve("token"), "t0ken\n");
    Files.writeString(dir.resolve("namespace"), "watchers");
    Files.writeString(dir.resolve("ca.crt"), "");
    return dir;
  }

  private Path kubeconfig() throws IOException {
    return Files.writeString(
        dir.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "http://127.0.0.1:1"}}]
        users: [{name: u, user: {token: abc}}]
        """);
  }

  @Test
  void isNoneWhereThereIsNoClusterAndWhereItIsOff() throws Exception {
    assertThat(KubeAccess.of(settings(Map.of()), dir)).isEmpty();
    // The host alone is not enough: the account's token may not be mounted, on purpose.
    assertThat(KubeAccess.of(settings(POD), dir.resolve("absent"))).isEmpty();
    Map<String, String> off =
        Map.of("NODECAST_KUBERNETES", "off", "KUBECONFIG", kubeconfig().toString());
    assertThat(KubeAccess.of(settings(off), account())).isEmpty();
  }

  @Test
  void takesThePodsAccount() throws Exception {
    KubeSettings settings = settings(POD);
    assertThat(settings.self()).isEqualTo("aggregator-0");
    try (KubeAccess access = KubeAccess.of(settings, account()).orElseThrow()) {
      assertThat(access.namespace()).isEqualTo("watchers");
      assertThat(access.client().getConfiguration().getMasterUrl())
          .isEqualTo("https://[fd00::1]:6443/");
      assertThat(access.client().getConfiguration().getOauthTokenProvider().getToken())
          .isEqualTo("t0ken");
    }
  }

  @Test
  void prefersAKubeconfigThatIsNamed() throws Exception {
    Map<String, String> both = new java.util.HashMap<>(POD);
    both.put("KUBECONFIG", kubeconfig() + ":/absent");
    Optional<KubeAccess> found = KubeAccess.of(settings(both), account());
    try (KubeAccess access = found.orElseThrow()) {
      assertThat(access.namespace()).isEmpty();
      assertThat(access.client().getConfiguration().getMasterUrl())
          .isEqualTo("http://127.0.0.1:1/");
    }
  }

  @Test
  void namesAKubeconfigThatCannotBeRead() throws Exception {
    KubeSettings absent =
        new KubeSettings(
            Mode.KUBECONFIG, dir.resolve("absent"), "", "", List.of(), List.of(), false);
    assertThatThrownBy(() -> KubeAccess.of(absent, dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NODECAST_KUBECONFIG: ")
        .hasMessageContaining("absent (expected: a readable file)");
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThatThrownBy(
            () ->
                settings(
                    Map.of(
                        "NODECAST_KUBERNETES", "in-cluster",
                        "NODECAST_KUBERNETES_NAMESPACES", "good,Bad/../x")))
        .hasMessageContaining("NODECAST_KUBERNETES: in-cluster (expected: KUBERNETES_SERVICE_HOST")
        .hasMessageContaining("Bad/../x (expected: names of namespaces)");
    assertThatThrownBy(() -> settings(Map.of("NODECAST_KUBERNETES", "kubeconfig")))
        .hasMessageContaining("NODECAST_KUBECONFIG: unset (expected: a file");
  }
}
