package dev.nodecast.aggregator.kube.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A service account with certain rights, and its files as a pod finds them. */
final class Account {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private final KubernetesClient client;
  private final List<HasMetadata> clusterWide;
  private final Path directory;

  /**
   * Makes it.
   *
   * @param name unique in the cluster
   * @param directory gets the files
   */
  Account(
      KubernetesClient client, String namespace, String name, List<Right> rights, Path directory)
      throws IOException {
    this.client = client;
    this.directory = Files.createDirectories(directory.resolve(name));
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    clusterWide =
        List.of(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(rules(rights, true))
                .build(),
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", name)
                .addNewSubject("", "ServiceAccount", name, namespace)
                .build());
    List<HasMetadata> all = new ArrayList<>(clusterWide);
    all.add(
        new RoleBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withRules(rules(rights, false))
            .build());
    all.add(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewRoleRef(RBAC, "Role", name)
            .addNewSubject("", "ServiceAccount", name, namespace)
            .build());
    all.forEach(object -> client.resource(object).create());
    files(namespace, name);
  }

  private void files(String namespace, String name) throws IOException {
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest()
            .getStatus()
            .getToken();
    Files.writeString(directory.resolve("token"), token);
    Files.writeString(directory.resolve("namespace"), namespace);
    Files.write(
        directory.resolve("ca.crt"),
        Base64.getDecoder().decode(client.getConfiguration().getCaCertData()));
  }

  private static List<PolicyRule> rules(List<Right> rights, boolean cluster) {
    return rights.stream().filter(right -> right.cluster() == cluster).map(Right::rule).toList();
  }

  Path directory() {
    return directory;
  }

  /** What goes with no namespace. */
  void delete() {
    clusterWide.forEach(object -> client.resource(object).delete());
  }
}
