package dev.nodecast.aggregator.kube.kubelet;

import static dev.nodecast.config.Range.between;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What kubelet_stats runs with.
 *
 * @param port 0 is the one that the node's object names, or 10255 without credentials
 * @param ca null for the system's, or the service account's
 */
public record KubeletSettings(
    Switch enabled,
    Duration interval,
    Endpoint endpoint,
    Auth auth,
    int port,
    Path ca,
    Path cert,
    Path key,
    Path token,
    boolean insecureSkipVerify,
    Set<Group> groups,
    Set<K8sMetric> metrics,
    boolean allPodInterfaces,
    boolean allNodeInterfaces) {

  /** Auto is on in a cluster. */
  public enum Switch {
    ON,
    OFF,
    AUTO
  }

  /** How kubelets are reached. */
  public enum Endpoint {
    PROXY,
    DIRECT
  }

  /** Who we are to kubelets. Auto is kube-config by proxy, and service-account directly. */
  public enum Auth {
    AUTO,
    KUBE_CONFIG,
    SERVICE_ACCOUNT,
    TLS,
    NONE
  }

  /** What is measured of. */
  public enum Group {
    CONTAINER,
    POD,
    NODE,
    VOLUME
  }

  private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";

  private static final Setting STATS =
      Setting.of("kubelet.stats", "auto", "Collects kubelet_stats; auto is on in a cluster");
  private static final Setting INTERVAL =
      Setting.of("kubelet.interval", "10s", "How often each kubelet is asked");
  private static final Setting ENDPOINT =
      Setting.of(
          "kubelet.endpoint",
          "proxy",
          "Reaches kubelets through the API server (get on nodes/proxy) or directly (nodes/stats)");
  private static final Setting AUTH =
      Setting.of(
          "kubelet.auth",
          "auto",
          "Credentials for kubelets: by proxy those of the cluster, directly the service account's");
  private static final Setting PORT =
      Setting.of(
          "kubelet.port", "0", "Port of kubelets; 0 is the node's own, or 10255 with auth none");
  private static final Setting CA =
      Setting.of(
          "kubelet.ca", "", "PEM file of the certificates to trust, of kubelets asked directly");
  private static final Setting CERT =
      Setting.of("kubelet.cert", "", "PEM certificate shown to kubelets with auth tls");
  private static final Setting KEY =
      Setting.of("kubelet.key", "", "PEM private key of that certificate");
  private static final Setting TOKEN =
      Setting.of(
          "kubelet.token_file",
          ACCOUNT + "token",
          "Token shown to kubelets with auth service-account; read anew when it changes");
  private static final Setting INSECURE =
      Setting.of(
          "kubelet.insecure_skip_verify",
          "false",
          "Trusts whoever answers for a kubelet: kubelets often sign their certificate themselves");
  private static final Setting GROUPS =
      Setting.of("kubelet.groups", "container,pod,node", "Of these, and volume, metrics are made");
  private static final Setting METRICS =
      Setting.of("kubelet.metrics", "", "Metrics switched on (+name) or off (-name)");
  private static final Setting INTERFACES =
      Setting.of(
          "kubelet.all_interfaces", "", "All network interfaces of pod, node; else the main one");

  /** Reads and checks; problems go to the settings. */
  public static KubeletSettings read(Settings s) {
    Switch enabled = s.choice(STATS, Switch.class);
    Duration interval = s.duration(INTERVAL, between("1s", "1h"));
    Endpoint endpoint = s.choice(ENDPOINT, Endpoint.class);
    Auth asked = s.choice(AUTH, Auth.class);
    Auth auth = asked != Auth.AUTO ? asked : byDefault(endpoint);
    Path ca = s.path(CA);
    boolean account = auth == Auth.SERVICE_ACCOUNT && ca == null;
    Set<Group> interfaces = groups(s, INTERFACES, EnumSet.of(Group.POD, Group.NODE));
    KubeletSettings read =
        new KubeletSettings(
            enabled,
            interval,
            endpoint,
            auth,
            s.integer(PORT, between("0", "65535")),
            account ? Path.of(ACCOUNT + "ca.crt") : ca,
            s.path(CERT),
            s.path(KEY),
            s.path(TOKEN),
            s.flag(INSECURE),
            groups(s, GROUPS, EnumSet.allOf(Group.class)),
            MetricSwitches.read(
                KubeletMetrics.ALL,
                s.list(METRICS),
                (wrong, expected) -> s.refuse(METRICS, wrong, expected)),
            interfaces.contains(Group.POD),
            interfaces.contains(Group.NODE));
    read.check(s);
    return read;
  }

  /**
   * Whether something is wanted that only a pod's description says. Ids of containers come along
   * with it, and are no reason of their own to ask for it.
   */
  boolean describesPods() {
    return Stream.of(KubeletMetrics.CONTAINER_SHARE, KubeletMetrics.POD_SHARE)
        .flatMap(share -> share.described().stream())
        .anyMatch(metrics::contains);
  }

  private void check(Settings s) {
    boolean proxied = endpoint == Endpoint.PROXY;
    if (proxied != (auth == Auth.KUBE_CONFIG)) {
      String name = auth.name().toLowerCase(Locale.ROOT).replace('_', '-');
      s.refuse(
          AUTH,
          name,
          proxied
              ? "kube-config, or NODECAST_KUBELET_ENDPOINT=direct"
              : "service-account, tls or none, or NODECAST_KUBELET_ENDPOINT=proxy");
    }
    if (auth == Auth.TLS) {
      required(s, CERT, cert);
      required(s, KEY, key);
    } else if (cert != null || key != null) {
      s.refuse(cert != null ? CERT : KEY, "given", "unset, or NODECAST_KUBELET_AUTH=tls");
    }
    if (proxied && (s.given(CA) || insecureSkipVerify)) {
      s.refuse(
          s.given(CA) ? CA : INSECURE,
          "given",
          "unset, as the API server is who talks to kubelets; or NODECAST_KUBELET_ENDPOINT=direct");
    }
    if (s.given(CA)) {
      required(s, CA, ca);
    }
    if (groups.isEmpty()) {
      s.refuse(GROUPS, "none", "at least one of container, pod, node, volume");
    }
  }

  private static void required(Settings s, Setting setting, Path file) {
    if (file == null || !Files.isReadable(file)) {
      s.refuse(setting, file == null ? "unset" : file, "a readable file");
    }
  }

  private static Auth byDefault(Endpoint endpoint) {
    return endpoint == Endpoint.PROXY ? Auth.KUBE_CONFIG : Auth.SERVICE_ACCOUNT;
  }

  private static Set<Group> groups(Settings s, Setting setting, Set<Group> allowed) {
    Set<Group> groups = EnumSet.noneOf(Group.class);
    List<String> names = allowed.stream().map(g -> g.name().toLowerCase(Locale.ROOT)).toList();
    for (String name : s.list(setting)) {
      if (names.contains(name)) {
        groups.add(Group.valueOf(name.toUpperCase(Locale.ROOT)));
      } else {
        s.refuse(setting, name, String.join(", ", names));
      }
    }
    return groups;
  }
}
