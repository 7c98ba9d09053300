package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.http.BoundedHttp;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import dev.nodecast.aggregator.kube.http.TokenFile;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Asks kubelets, through the API server or directly. */
final class Kubelets implements AutoCloseable {
  /** A pod with two containers takes 4 KiB of it. */
  static final int MAX_BYTES = 16 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int READ_ONLY_PORT = 10255;
  private static final int PORT = 10250;

  private final KubeletSettings settings;
  private final BoundedHttp http;
  private final KubernetesClient own;
  private final TokenFile token;

  /**
   * @param cluster whose credentials the proxy wants; stays the caller's to close
   */
  Kubelets(KubeletSettings settings, KubernetesClient cluster) {
    this.settings = settings;
    boolean proxied = settings.endpoint() == KubeletSettings.Endpoint.PROXY;
    own = proxied ? null : direct(settings);
    http = new BoundedHttp(proxied ? cluster : own);
    token =
        settings.auth() == KubeletSettings.Auth.SERVICE_ACCOUNT
            ? new TokenFile(settings.token())
            : null;
  }

  /** The answer of a node's kubelet to {@code path}. */
  byte[] get(NodeRecord node, String path, Duration timeout)
      throws IOException, InterruptedException {
    Map<String, String> headers =
        token == null ? Map.of() : Map.of("Authorization", "Bearer " + token.token());
    try {
      return http.get(url(node, path), headers, MAX_BYTES, timeout);
    } catch (HttpFailure e) {
      throw e.denied() ? new IOException(e.getMessage() + " (expected: " + rule(path) + ")", e) : e;
    }
  }

  /** The rule of RBAC that asking for {@code path} needs. */
  private String rule(String path) {
    boolean direct = settings.endpoint() == KubeletSettings.Endpoint.DIRECT;
    String resource = direct && path.startsWith("/stats") ? "nodes/stats" : "nodes/proxy";
    return "credentials, and a ClusterRole with get on " + resource;
  }

  private String url(NodeRecord node, String path) throws IOException {
    if (settings.endpoint() == KubeletSettings.Endpoint.PROXY) {
      String name = URLEncoder.encode(node.meta().name(), StandardCharsets.UTF_8);
      return http.api("/api/v1/nodes/" + name + "/proxy" + path);
    }
    String address = node.addresses().getOrDefault("InternalIP", "");
    if (!address.matches("[0-9a-fA-F.:]+")) {
      throw new IOException("no InternalIP (expected: an address of the node)");
    }
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    boolean plain = settings.auth() == KubeletSettings.Auth.NONE;
    return (plain ? "http://" : "https://") + host + ":" + port(node, plain) + path;
  }

  private int port(NodeRecord node, boolean plain) {
    if (settings.port() != 0) {
      return settings.port();
    }
    return plain ? READ_ONLY_PORT : node.kubeletPort() > 0 ? node.kubeletPort() : PORT;
  }

  /** A client that knows nothing but the settings: not the cluster's credentials, nor a proxy. */
  private static KubernetesClient direct(KubeletSettings settings) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://kubelet.invalid")
            .withCaCertFile(text(settings.ca()))
            .withClientCertFile(text(settings.cert()))
            .withClientKeyFile(text(settings.key()))
            .withTrustCerts(settings.insecureSkipVerify())
            .withDisableHostnameVerification(settings.insecureSkipVerify())
            .withConnectionTimeout((int) CONNECT_TIMEOUT.toMillis())
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static String text(Path file) {
    return file == null ? null : file.toString();
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
