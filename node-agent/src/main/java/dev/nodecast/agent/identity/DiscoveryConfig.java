package dev.nodecast.agent.identity;

import static dev.nodecast.config.Range.atLeast;
import static dev.nodecast.config.Range.between;

import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the names of pods are found, and whose numbers are wanted.
 *
 * @param held how long a container goes unreported for want of its name
 * @param kubelet null: at the node's name
 * @param verifyKubelet whether its certificate must be of the cluster's authority
 * @param apiServer null: where Kubernetes says within a pod
 * @param serviceAccount directory of token and ca.crt
 * @param podLabels labels of pods that are reported
 */
public record DiscoveryConfig(
    DiscoveryMode mode,
    Duration held,
    URI kubelet,
    Duration kubeletInterval,
    boolean verifyKubelet,
    URI apiServer,
    Path serviceAccount,
    PodFilter filter,
    List<String> podLabels) {

  private static final List<String> SCHEMES = List.of("http", "https");

  private static final Setting MODE =
      Setting.of(
          "discovery.mode",
          "stream",
          "Where names of pods come from: the aggregator, the API server, the kubelet");
  private static final Setting KUBELET =
      Setting.of("kubelet.url", "", "The node's kubelet, for discovery mode `kubelet`")
          .shown("`https://` the node's name `:10250`");
  private static final Setting API_SERVER =
      Setting.of("api_server.url", "", "The API server, for discovery mode `informer`")
          .shown("the pod's own");
  private static final Setting INCLUDE =
      Setting.of("include_namespaces", "", "Only pods of these namespaces are reported");
  private static final Setting SELECTOR =
      Setting.of(
          "pod_selector",
          "",
          "Only pods with these labels (as `kubectl -l` takes it) are reported");
  private static final Setting POD_LABELS =
      Setting.of(
          "pod_labels",
          "app,app.kubernetes.io/name,version",
          "Labels of pods that are reported with their containers, at most 64");

  /** With as many of a selector, what an aggregator takes. */
  private static final int MAX_POD_LABELS = 64;

  public DiscoveryConfig {
    podLabels = List.copyOf(podLabels);
  }

  /** Asks for the settings, and refuses those that contradict each other. */
  public static DiscoveryConfig read(Settings s) {
    DiscoveryMode mode = s.choice(MODE, DiscoveryMode.class);
    Duration held =
        s.duration(
            Setting.of(
                "identity.wait", "2s", "How long a new container of a pod is held for its name"),
            between("0s", "60s"));
    URI kubelet = s.parsed(KUBELET, "URL", DiscoveryConfig::uri);
    Duration interval =
        s.duration(
            Setting.of("kubelet.interval", "10s", "How often the kubelet is asked for its pods"),
            atLeast("1s"));
    boolean verify =
        s.flag(
            Setting.of(
                "kubelet.verify",
                "true",
                "The kubelet's certificate must be of the cluster's authority"));
    URI apiServer = s.parsed(API_SERVER, "URL", DiscoveryConfig::uri);
    Path account =
        s.path(
            Setting.of(
                "service_account",
                "/var/run/secrets/kubernetes.io/serviceaccount",
                "Directory of `token` and `ca.crt` for discovery modes `informer` and `kubelet`"));
    List<String> include = s.list(INCLUDE);
    List<String> exclude =
        s.list(
            Setting.of(
                "exclude_namespaces",
                "kube-system,kube-public",
                "Pods of these namespaces are not reported"));
    LabelSelector selector = s.parsed(SELECTOR, "label selector", LabelSelector::parse);
    if (mode == DiscoveryMode.OFF && !include.isEmpty()) {
      s.refuse(INCLUDE, String.join(",", include), "unset, as NODECAST_DISCOVERY_MODE is off");
    }
    if (mode == DiscoveryMode.OFF && s.given(SELECTOR)) {
      s.refuse(SELECTOR, "set", "unset, as NODECAST_DISCOVERY_MODE is off");
    }
    List<String> labels = s.list(POD_LABELS);
    if (labels.size() > MAX_POD_LABELS) {
      s.refuse(POD_LABELS, labels.size() + " of them", "<= " + MAX_POD_LABELS);
    }
    for (String label : labels) {
      if (!LabelSelector.isKey(label)) {
        s.refuse(POD_LABELS, label, "keys of labels");
      }
    }
    return new DiscoveryConfig(
        mode,
        held,
        kubelet,
        interval,
        verify,
        apiServer,
        account,
        new PodFilter(include, exclude, selector),
        labels);
  }

  /** Keys of the labels without which the filter, services' names or reports would not be right. */
  public List<String> neededLabels() {
    Set<String> keys = new TreeSet<>(podLabels);
    keys.addAll(filter.selector().keys());
    keys.addAll(PodService.KEYS);
    return List.copyOf(keys);
  }

  private static URI uri(String text) {
    try {
      URI uri = text.isEmpty() ? null : URI.create(text);
      if (uri == null || (uri.getHost() != null && SCHEMES.contains(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw new IllegalArgumentException("https://host:port");
  }
}
