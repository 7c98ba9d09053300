package dev.nodecast.aggregator.kube.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest thing that a rule of RBAC grants: one verb on one resource.
 *
 * @param cluster whether a ClusterRole grants it
 * @param names of objects that it is limited to; empty for all
 */
record Right(boolean cluster, String group, String resource, String verb, List<String> names) {
  /** All that the roles of a manifest grant. */
  static List<Right> of(KubernetesClient client, Path manifest) throws IOException {
    List<Right> rights = new ArrayList<>();
    try (InputStream in = Files.newInputStream(manifest)) {
      for (HasMetadata object : client.load(in).items()) {
        if (object instanceof ClusterRole role) {
          role.getRules().forEach(rule -> add(rights, true, rule));
        } else if (object instanceof Role role) {
          role.getRules().forEach(rule -> add(rights, false, rule));
        }
      }
    }
    return rights;
  }

  private static void add(List<Right> to, boolean cluster, PolicyRule rule) {
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String verb : rule.getVerbs()) {
          to.add(new Right(cluster, group, resource, verb, rule.getResourceNames()));
        }
      }
    }
  }

  PolicyRule rule() {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs(verb)
        .withResourceNames(names)
        .build();
  }

  /** What is said where it is missing. */
  String complaint() {
    return switch (resource) {
      case "nodes/proxy" -> "a ClusterRole with get on nodes/proxy)";
      case "events" -> "a ClusterRole with list and watch on events)";
      case "leases" -> "a Role there with get, create, update on leases in coordination.k8s.io";
      default ->
          "cannot "
              + verb
              + " "
              + (group.isEmpty() ? resource : resource + "." + group)
              + " in the cluster (expected: a ClusterRole with list, watch on "
              + resource
              + " in "
              + (group.isEmpty() ? "the core group" : group)
              + ")";
    };
  }

  @Override
  public String toString() {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
