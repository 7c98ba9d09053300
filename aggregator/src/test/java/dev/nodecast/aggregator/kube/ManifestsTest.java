package dev.nodecast.aggregator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.AggregatorConfig;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of {@code k8s/}, read without a cluster. */
class ManifestsTest {
  private static final Path MANIFESTS = Path.of("../k8s");

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("files")
  void filesSayOnlyWhatTheApiKnows(Path file) throws IOException {
    assertThat(StrictYaml.read(Files.readString(file))).isNotEmpty();
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(MANIFESTS)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "overlays/discovery-informer",
        "overlays/discovery-kubelet",
        "overlays/ephemeral",
        "overlays/external-clickhouse",
        "overlays/kubelet-direct",
        "overlays/old-kernels",
        "overlays/sys-admin"
      })
  void rendersWhatTheApiKnows(String path) throws Exception {
    List<HasMetadata> objects = StrictYaml.read(render(path));
    assertThat(objects)
        .extracting(HasMetadata::getKind)
        .contains("Namespace", "DaemonSet", "Deployment", "Service", "Secret", "ConfigMap");
    // Whatever is in the namespace goes with it; nothing else may be left behind by a delete.
    assertThat(objects)
        .filteredOn(object -> object.getMetadata().getNamespace() == null)
        .extracting(HasMetadata::getKind)
        .containsOnly("Namespace", "ClusterRole", "ClusterRoleBinding");
  }

  /** Kustomize renames what is called as something that it gives a hash. */
  @Test
  void roleNamesTheLeaseThatIsTaken() throws Exception {
    assertThat(StrictYaml.read(render(".")))
        .filteredOn(object -> object instanceof Role)
        .singleElement()
        .satisfies(
            role ->
                assertThat(((Role) role).getRules())
                    .flatExtracting(PolicyRule::getResourceNames)
                    .containsExactly("nodecast-aggregator"));
  }

  @Test
  void changedSettingRestartsWhatReadsIt() throws Exception {
    String before = render(".");
    Files.writeString(directory.resolve("k8s/base/config/agent.yml"), "interval: 2s\n");
    List<HasMetadata> after = StrictYaml.read(kustomize("."));
    assertThat(changed(StrictYaml.read(before), after)).containsExactly("ConfigMap", "DaemonSet");
  }

  /** Kinds of the objects that are only in the second. */
  private static List<String> changed(List<HasMetadata> before, List<HasMetadata> after) {
    return after.stream()
        .filter(object -> !before.contains(object))
        .map(HasMetadata::getKind)
        .toList();
  }

  @Test
  void clusterRolesReadAndNothingElse() throws IOException {
    List<PolicyRule> rules = new ArrayList<>();
    for (HasMetadata each :
        StrictYaml.read(Files.readString(MANIFESTS.resolve("base/rbac.yaml")))) {
      if (each instanceof ClusterRole role) {
        rules.addAll(role.getRules());
      }
    }
    assertThat(rules).isNotEmpty();
    assertThat(rules).flatExtracting(PolicyRule::getVerbs).containsOnly("get", "list", "watch");
    assertThat(rules)
        .flatExtracting(PolicyRule::getResources)
        .doesNotContain("*", "secrets", "configmaps", "pods/exec", "pods/log");
  }

  @Test
  void aggregatorTakesItsSettings() throws Exception {
    // The paths are those of the pod.
    String text =
        Files.readString(MANIFESTS.resolve("base/config/aggregator.yml"))
            .replace("/etc/nodecast/tls", directory.toString());
    Files.writeString(directory.resolve("tls.crt"), "certificate");
    Files.writeString(directory.resolve("tls.key"), "key");
    Path file = Files.writeString(directory.resolve("aggregator.yml"), text);
    Map<String, String> environment =
        Map.of("NODECAST_CONFIG", file.toString(), "NODECAST_TOKEN", "secret");
    AggregatorConfig config = AggregatorConfig.from(environment, new String[0]);
    assertThat(config.plaintext()).isFalse();
    assertThat(config.ingest().loopback()).isFalse();
  }

  @Test
  void strictMeansThatAMisspelledFieldFails() {
    assertThatThrownBy(
            () ->
                StrictYaml.read(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: a}
                    spec:
                      template:
                        spec:
                          containers: [{name: a, image: a, imagePullPolice: Never}]
                    """))
        .hasMessageContaining("imagePullPolice");
  }

  private String render(String path) throws Exception {
    copy();
    return kustomize(path);
  }

  /** With secrets, which are not committed. */
  private void copy() throws IOException {
    Path target = directory.resolve("k8s");
    try (Stream<Path> files = Files.walk(MANIFESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = target.resolve(MANIFESTS.relativize(file).toString());
        Files.createDirectories(to.getParent());
        if (!file.getParent().endsWith("secrets")) {
          Files.copy(file, to);
        }
      }
    }
    Path secrets = Files.createDirectories(target.resolve("base/secrets"));
    for (String name : List.of("token", "tls.crt", "tls.key")) {
      Files.writeString(secrets.resolve(name), name);
    }
  }

  private String kustomize(String path) throws Exception {
    assumeTrue(hasKubectl(), "no kubectl 1.21 or later");
    return run("kustomize", directory.resolve("k8s").resolve(path).normalize().toString());
  }

  /** Before 1.21, kubectl carries a Kustomize that knows no directories as resources. */
  private boolean hasKubectl() throws Exception {
    boolean there =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl")));
    if (!there) {
      return false;
    }
    JsonNode version = new ObjectMapper().readTree(run("version", "--client", "-o", "json"));
    String minor = version.path("clientVersion").path("minor").asText().replaceAll("\\D", "");
    return !minor.isEmpty() && Integer.parseInt(minor) >= 21;
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("kubectl.out");
    Path error = directory.resolve("kubectl.log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(error.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(error)).isZero();
    return Files.readString(out);
  }
}
