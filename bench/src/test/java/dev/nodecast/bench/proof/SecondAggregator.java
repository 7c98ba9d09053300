package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/**
 * What somebody who scales the aggregator by hand sees: the second one waits, and says for whom.
 */
final class SecondAggregator {
  private static final String DEPLOYMENT = "deployment/nodecast-aggregator";

  private final Kubectl kubectl;
  private final String namespace;

  SecondAggregator(Kubectl kubectl, String namespace) {
    this.kubectl = kubectl;
    this.namespace = namespace;
  }

  void waits() throws IOException, InterruptedException {
    String first = holder();
    assertThat(pods()).containsExactly(first);
    scale(2);
    Eventually.within(
        LocalCluster.SOON,
        () -> "a second aggregator says that it waits: " + logs(first),
        () ->
            logs(first)
                .contains(
                    "lease nodecast-aggregator: "
                        + first
                        + " holds it (expected: one aggregator; this one waits)"));
    // Agents and pages reach the ready one only, and that is the first.
    String ready = "{.items[?(@.status.containerStatuses[0].ready==true)].metadata.name}";
    assertThat(get("-o", "jsonpath=" + ready)).isEqualTo(first);
    scale(1);
    Eventually.within(LocalCluster.SOON, "the second is gone", () -> pods().equals(List.of(first)));
    assertThat(holder()).isEqualTo(first);
  }

  private void scale(int replicas) throws IOException, InterruptedException {
    kubectl.run("-n", namespace, "scale", DEPLOYMENT, "--replicas=" + replicas);
  }

  private String holder() throws IOException, InterruptedException {
    return kubectl.run(
        "-n",
        namespace,
        "get",
        "lease",
        "nodecast-aggregator",
        "-o",
        "jsonpath={.spec.holderIdentity}");
  }

  private String get(String option, String value) throws IOException, InterruptedException {
    return kubectl.run(
        "-n",
        namespace,
        "get",
        "pods",
        "-l",
        "app.kubernetes.io/name=nodecast-aggregator",
        option,
        value);
  }

  private List<String> pods() throws IOException, InterruptedException {
    return List.of(get("-o", "jsonpath={.items[*].metadata.name}").split(" "));
  }

  /** Of the others. */
  private String logs(String but) {
    StringBuilder logs = new StringBuilder();
    try {
      for (String pod : pods()) {
        if (!pod.equals(but)) {
          logs.append(kubectl.run("-n", namespace, "logs", pod));
        }
      }
    } catch (IOException e) {
      logs.append(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return logs.toString();
  }
}
