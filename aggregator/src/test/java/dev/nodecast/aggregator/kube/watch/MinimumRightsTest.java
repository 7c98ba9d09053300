package dev.nodecast.aggregator.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.TestCluster;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights in {@code k8s/} are enough and none is too many, on a real cluster: with all of them
 * nothing complains; without any one of them something names it, and all else goes on.
 */
class MinimumRightsTest {
  private static final Path MANIFEST = Path.of("../k8s/base/rbac.yaml");
  private static final Set<String> RECEIVERS = Set.of("kubelet_stats", "k8s_objects", "lease");

  @TempDir Path directory;
  private final List<Account> accounts = new ArrayList<>();

  @Test
  void eachRightIsNeededAndTogetherTheyAreEnough() throws Exception {
    try (TestCluster cluster = new TestCluster("rights")) {
      KubernetesClient client = cluster.client();
      CustomResourceDefinition openshift = openshift();
      boolean ours = client.resource(openshift).get() == null;
      String second = cluster.namespace() + "-all";
      try {
        if (ours) {
          client.resource(openshift).create();
        }
        until("the kind is served", () -> client.raw("/apis/quota.openshift.io/v1") != null);
        client.resource(event(cluster.namespace())).create();
        client
            .resource(
                new NamespaceBuilder().withNewMetadata().withName(second).endMetadata().build())
            .create();
        List<Right> all = Right.of(client, MANIFEST);
        assertThat(all).hasSizeGreaterThan(30).doesNotHaveDuplicates();
        Account whole = account(client, second, second, all);
        List<Account> without = new ArrayList<>();
        for (Right missing : all) {
          List<Right> rest = all.stream().filter(right -> !right.equals(missing)).toList();
          String name = cluster.namespace() + "-" + without.size();
          without.add(account(client, cluster.namespace(), name, rest));
        }
        compare(cluster, whole, all, without);
      } finally {
        accounts.forEach(Account::delete);
        client.namespaces().withName(second).delete();
        if (ours) {
          client.resource(openshift).delete();
        }
      }
    }
  }

  /** Who has all rights runs all the while, so that watches end and the lease is renewed. */
  private void compare(TestCluster cluster, Account whole, List<Right> all, List<Account> without)
      throws Exception {
    URI server = URI.create(cluster.client().getConfiguration().getMasterUrl());
    Set<String> complaints = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    try (AccountRun everything = new AccountRun(server, whole.directory(), Map.of())) {
      until("all receivers work", () -> everything.working().containsAll(RECEIVERS));
      Set<String> working = everything.working();
      assertThat(working).as("all kinds").hasSize(17 + RECEIVERS.size());
      for (int i = 0; i < all.size(); i++) {
        cluster
            .client()
            .leases()
            .inNamespace(cluster.namespace())
            .withName(LeaseGuard.NAME)
            .delete();
        try (AccountRun run = new AccountRun(server, without.get(i).directory(), Map.of())) {
          String found = missing(run, all.get(i), working);
          if (!found.isEmpty()) {
            wrong.add("without " + all.get(i) + ": " + found);
          }
        }
        complaints.addAll(everything.problems());
      }
      assertThat(everything.cluster().stats().values())
          .allSatisfy(stats -> assertThat(stats.errors()).doesNotContainKey("denied"));
    }
    assertThat(complaints).as("with all rights").isEmpty();
    assertThat(wrong).isEmpty();
  }

  /** What is not as it should be without a right; empty. */
  private static String missing(AccountRun run, Right right, Set<String> working) {
    Set<String> expected = new TreeSet<>(working);
    if (right.resource().equals("leases")) {
      // Free at first, so that only its renewal shows that it cannot be changed.
      expected.remove(right.verb().equals("update") ? "" : "lease");
    } else if (right.resource().equals("nodes/proxy") || right.toString().equals("list nodes")) {
      expected.remove("kubelet_stats");
    }
    if (right.verb().equals("list")) {
      expected.removeIf(what -> (what + "s").equalsIgnoreCase(right.resource()));
      expected.remove(right.resource().equals("events") ? "k8s_objects" : "");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      Set<String> problems = run.problems();
      boolean named =
          problems.size() == 1 && problems.iterator().next().contains(right.complaint());
      if (named && run.working().equals(expected)) {
        return "";
      }
      if (System.nanoTime() > deadline) {
        return "complaints " + problems + ", working " + run.working();
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void kubeletsAskedThemselvesNeedTheirStatsOnly() throws Exception {
    try (TestCluster cluster = new TestCluster("rights-direct")) {
      KubernetesClient client = cluster.client();
      List<Right> rights = new ArrayList<>(Right.of(client, MANIFEST));
      rights.removeIf(right -> right.resource().equals("nodes/proxy"));
      rights.removeIf(right -> right.resource().equals("clusterresourcequotas"));
      String name = cluster.namespace();
      try {
        Account without = account(client, name, name + "-without", rights);
        rights.add(new Right(true, "", "nodes/stats", "get", List.of()));
        Account with = account(client, name, name + "-with", rights);
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        Map<String, String> direct =
            Map.of(
                "NODECAST_KUBELET_ENDPOINT",
                "direct",
                "NODECAST_KUBELET_CA",
                with.directory().resolve("ca.crt").toString());
        try (AccountRun run = new AccountRun(server, with.directory(), direct)) {
          until("kubelets answer", () -> run.working().contains("kubelet_stats"));
          assertThat(run.problems()).isEmpty();
        }
        try (AccountRun run = new AccountRun(server, without.directory(), direct)) {
          until("a complaint", () -> !run.problems().isEmpty());
          assertThat(run.problems())
              .singleElement()
              .asString()
              .endsWith("a ClusterRole with get on nodes/stats)");
        }
      } finally {
        accounts.forEach(Account::delete);
      }
    }
  }

  private Account account(
      KubernetesClient client, String namespace, String name, List<Right> rights) throws Exception {
    Account account = new Account(client, namespace, name, rights, directory);
    accounts.add(account);
    return account;
  }

  /** Such that there is one, however quiet the cluster is. */
  private static Event event(String namespace) {
    return new EventBuilder()
        .withNewMetadata()
        .withName("rights")
        .withNamespace(namespace)
        .endMetadata()
        .withNewInvolvedObject()
        .withKind("Pod")
        .withNamespace(namespace)
        .withName("none")
        .endInvolvedObject()
        .withType("Normal")
        .withReason("Test")
        .withMessage("rights are tested")
        .build();
  }

  /** What OpenShift has, so that the rule about it is tested elsewhere too. */
  private static CustomResourceDefinition openshift() {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName("clusterresourcequotas.quota.openshift.io")
        .endMetadata()
        .withNewSpec()
        .withGroup("quota.openshift.io")
        .withScope("Cluster")
        .withNewNames()
        .withKind("ClusterResourceQuota")
        .withPlural("clusterresourcequotas")
        .withSingular("clusterresourcequota")
        .endNames()
        .addNewVersion()
        .withName("v1")
        .withServed(true)
        .withStorage(true)
        .withNewSchema()
        .withNewOpenAPIV3Schema()
        .withType("object")
        .withXKubernetesPreserveUnknownFields(true)
        .endOpenAPIV3Schema()
        .endSchema()
        .endVersion()
        .endSpec()
        .build();
  }

  private static void until(String what, BooleanSupplier condition) {
    ScriptedApi.await(what, condition);
  }
}
