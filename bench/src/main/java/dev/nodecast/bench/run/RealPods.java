package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Pods of one container that sleeps, in a namespace of their own, which goes with them. */
public final class RealPods implements AutoCloseable {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int DEPTH = 6;

  private final KubernetesClient client;
  private final String kubeconfig;
  private final String namespace;
  private final String node;
  private final String image;
  private final Path tree;
  private final Thread hook = new Thread(this::remove);

  /**
   * Makes the namespace.
   *
   * @throws Skip without a cluster of this machine, or without what pods need
   */
  public RealPods(String namespace) throws Skip {
    this.namespace = namespace;
    kubeconfig = System.getenv("KUBECONFIG");
    if (kubeconfig == null || kubeconfig.isEmpty()) {
      throw new Skip("no cluster (set KUBECONFIG)");
    }
    if (!System.getProperty("user.name").equals("root")) {
      throw new Skip("not root: an agent sees no other user's containers");
    }
    tree =
        Stream.of("memory/kubepods", "kubepods.slice", "memory/kubepods.slice", "kubepods")
            .map(CGROUPS::resolve)
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow(() -> new Skip("no node of a cluster: no cgroup kubepods"));
    client = new KubernetesClientBuilder().build();
    Node first = client.nodes().list().getItems().get(0);
    node = first.getMetadata().getName();
    image =
        first.getStatus().getImages().stream()
            .map(ContainerImage::getNames)
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .filter(name -> name.contains("busybox") && !name.contains("@"))
            .findFirst()
            .orElse("");
    if (image.isEmpty()) {
      client.close();
      throw new Skip("the cluster's node has no image of busybox");
    }
    Runtime.getRuntime().addShutdownHook(hook);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  public String kubeconfig() {
    return kubeconfig;
  }

  public String namespace() {
    return namespace;
  }

  /** The name of this machine in the cluster. */
  public String node() {
    return node;
  }

  /** Asks for a pod; it is not there yet. */
  public void start(String name) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("app", "names")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .withImagePullPolicy("Never")
                .withCommand("sleep", "infinity")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /**
   * The process of a pod's container, once the API says which container that is.
   *
   * @throws IOException when it does not in time, or is not on this machine
   */
  public long process(String pod) throws IOException, InterruptedException {
    String[] id = {""};
    Await.until(
        "container of " + pod,
        Duration.ofSeconds(60),
        () -> {
          id[0] = containerId(client.pods().inNamespace(namespace).withName(pod).get());
          return !id[0].isEmpty();
        });
    try (Stream<Path> all =
        Files.find(tree, DEPTH, (path, is) -> path.getFileName().toString().contains(id[0]))) {
      Path cgroup = all.findFirst().orElseThrow(() -> new IOException(pod + ": not on this node"));
      return Files.readAllLines(cgroup.resolve("cgroup.procs")).stream()
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow(() -> new IOException(cgroup + ": no process (expected: one)"));
    }
  }

  private static String containerId(Pod pod) {
    if (pod == null || pod.getStatus().getContainerStatuses().isEmpty()) {
      return "";
    }
    String id = pod.getStatus().getContainerStatuses().get(0).getContainerID();
    return id == null ? "" : id.substring(id.indexOf("://") + 3);
  }

  private void remove() {
    client.namespaces().withName(namespace).delete();
  }

  @Override
  public void close() {
    remove();
    client.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }
}
