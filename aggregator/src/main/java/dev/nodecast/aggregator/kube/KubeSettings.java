package dev.nodecast.aggregator.kube;

import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which cluster is watched, and what of it.
 *
 * @param kubeconfig file of {@link Mode#KUBECONFIG}; null when none is named
 * @param service {@code host:port} of the API server as pods see it; empty outside of a cluster
 * @param self name of this pod, or of the machine
 * @param namespaces to watch; empty for all, and for what is in none
 * @param podLabels keys of the labels that are kept
 * @param lease whether a lease is taken before agents are
 */
public record KubeSettings(
    Mode mode,
    Path kubeconfig,
    String service,
    String self,
    List<String> namespaces,
    List<String> podLabels,
    boolean lease) {
  /** Where access comes from. */
  public enum Mode {
    /** From a kubeconfig when one is named, else in the cluster, else nothing is watched. */
    AUTO,
    OFF,
    IN_CLUSTER,
    KUBECONFIG
  }

  /** Each of them takes a connection and a thread for each kind. */
  public static final int MAX_NAMESPACES = 20;

  private static final Setting MODE =
      Setting.of(
          "kubernetes",
          "auto",
          "Access to the Kubernetes API; `auto` is a kubeconfig when one is named, else the pod's"
              + " own account, else none");
  private static final Setting KUBECONFIG =
      Setting.of("kubeconfig", "", "File that says where the API server is and who we are")
          .shown("the first file of `KUBECONFIG`");
  private static final Setting NAMESPACES =
      Setting.of(
          "kubernetes_namespaces",
          "",
          "Namespaces that are watched, at most 20, where a Role must do: nodes, namespaces and"
              + " volumes are then unknown; unset, the whole cluster");
  private static final Setting POD_LABELS =
      Setting.of(
          "kubernetes_pod_labels",
          "app,app.kubernetes.io/name,app.kubernetes.io/instance,app.kubernetes.io/component,"
              + "app.kubernetes.io/version",
          "Labels of pods and workloads that are shown and stored; agents get those that they ask for");
  private static final Setting LEASE =
      Setting.of(
          "lease",
          "true",
          "In a cluster, takes the Lease `nodecast-aggregator` before it takes agents, so that a"
              + " second aggregator waits");

  /** Reads the settings, and what Kubernetes itself puts into a pod's environment. */
  public static KubeSettings read(Settings s, Map<String, String> environment) {
    Mode mode = s.choice(MODE, Mode.class);
    String files = environment.getOrDefault("KUBECONFIG", "");
    Path kubeconfig =
        s.path(
            new Setting(
                KUBECONFIG.key(), files.split(":", -1)[0], KUBECONFIG.shown(), KUBECONFIG.help()));
    List<String> namespaces = s.list(NAMESPACES);
    if (namespaces.size() > MAX_NAMESPACES) {
      s.refuse(NAMESPACES, namespaces.size() + " of them", "<= " + MAX_NAMESPACES);
    }
    for (String namespace : namespaces) {
      if (!namespace.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
        s.refuse(NAMESPACES, namespace, "names of namespaces");
      }
    }
    if (mode == Mode.KUBECONFIG && kubeconfig == null) {
      s.refuse(KUBECONFIG, "unset", "a file, as NODECAST_KUBERNETES is kubeconfig");
    }
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (mode == Mode.IN_CLUSTER && host.isEmpty()) {
      s.refuse(MODE, "in-cluster", "KUBERNETES_SERVICE_HOST in the environment, as in a pod");
    }
    return new KubeSettings(
        mode,
        kubeconfig,
        host.isEmpty() ? "" : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port,
        environment.getOrDefault("HOSTNAME", "aggregator"),
        namespaces,
        s.list(POD_LABELS),
        s.flag(LEASE));
  }
}
