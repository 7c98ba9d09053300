package dev.nodecast.aggregator.kube.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.util.Locale;
import java.util.Map;

/** A real cluster, where the environment names one, and a namespace in it for one test. */
public final class TestCluster implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;

  /** Skips the test where there is no cluster. */
  public TestCluster(String test) {
    String kubeconfig = System.getenv().getOrDefault("KUBECONFIG", "");
    assumeTrue(!kubeconfig.isEmpty(), "no cluster (set KUBECONFIG)");
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(new File(kubeconfig)))
            .build();
    namespace =
        "nodecast-" + test.toLowerCase(Locale.ROOT) + "-" + Long.toString(System.nanoTime(), 36);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  public KubernetesClient client() {
    return client;
  }

  public String namespace() {
    return namespace;
  }

  /** Makes a ConfigMap, with value 1, or changes it to another. */
  public void map(String name, String value) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(Map.of("k", value))
            .build();
    var resource = client.configMaps().inNamespace(namespace).resource(map);
    if (value.equals("1")) {
      resource.create();
    } else {
      resource.update();
    }
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
    client.close();
  }
}
