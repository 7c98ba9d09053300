package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.KubeSettings.Mode;
import dev.nodecast.aggregator.kube.http.TokenFile;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client library's client, and what it was made from.
 *
 * @param namespace of this pod; empty outside of a cluster
 */
public record KubeAccess(KubernetesClient client, String namespace) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeAccess.class);
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final int REQUEST_MS = 30_000;
  private static final int CONNECT_MS = 10_000;

  /**
   * Connects to nothing yet. Empty when there is no cluster to talk to, which is said once.
   *
   * @throws IOException when the access that was asked for cannot be read
   */
  public static Optional<KubeAccess> of(KubeSettings settings) throws IOException {
    return of(settings, ACCOUNT);
  }

  static Optional<KubeAccess> of(KubeSettings settings, Path account) throws IOException {
    boolean pod = !settings.service().isEmpty() && Files.isReadable(account.resolve("token"));
    Mode mode = settings.mode();
    if (mode == Mode.AUTO) {
      mode = settings.kubeconfig() != null ? Mode.KUBECONFIG : pod ? Mode.IN_CLUSTER : Mode.OFF;
    }
    switch (mode) {
      case KUBECONFIG -> {
        return Optional.of(kubeconfig(settings.kubeconfig()));
      }
      case IN_CLUSTER -> {
        return Optional.of(inCluster(settings.service(), account));
      }
      default -> {
        LOG.info(
            "kubernetes: none is watched (NODECAST_KUBERNETES is {}{})",
            settings.mode() == Mode.OFF ? "off" : "auto",
            settings.mode() == Mode.OFF ? "" : ", no kubeconfig is named and this is no pod");
        return Optional.empty();
      }
    }
  }

  private static KubeAccess kubeconfig(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("NODECAST_KUBECONFIG: " + file + " (expected: a readable file)");
    }
    try {
      return access(new ConfigBuilder(Config.fromKubeconfig(file.toFile())), "");
    } catch (RuntimeException e) {
      throw new IOException(
          "NODECAST_KUBECONFIG: " + file + " (expected: a kubeconfig; " + e.getMessage() + ")", e);
    }
  }

  private static KubeAccess inCluster(String service, Path account) throws IOException {
    TokenFile token = new TokenFile(account.resolve("token"));
    token.token(); // What cannot be read is said now.
    return access(
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://" + service)
            .withCaCertFile(account.resolve("ca.crt").toString())
            .withOauthTokenProvider(() -> now(token)),
        Files.readString(account.resolve("namespace")).strip());
  }

  /** As the client library asks; whoever sends a request hears of the failure. */
  private static String now(TokenFile token) {
    try {
      return token.token();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KubeAccess access(ConfigBuilder config, String namespace) {
    Config ours =
        config
            .withUserAgent("nodecast-aggregator")
            .withConnectionTimeout(CONNECT_MS)
            .withRequestTimeout(REQUEST_MS)
            // Who asks knows when to ask again.
            .withRequestRetryBackoffLimit(0)
            // A watch has its own connection: one dead HTTP/2 connection would stop them all, and
            // the next request would be sent over it too.
            .withHttp2Disable(true)
            .build();
    return new KubeAccess(new KubernetesClientBuilder().withConfig(ours).build(), namespace);
  }

  @Override
  public void close() {
    client.close();
  }
}
