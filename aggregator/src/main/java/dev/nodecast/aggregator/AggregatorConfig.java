package dev.nodecast.aggregator;

import static dev.nodecast.config.Range.atLeast;
import static dev.nodecast.config.Range.between;

import dev.nodecast.aggregator.kube.KubeSettings;
import dev.nodecast.aggregator.kube.cluster.ClusterSettings;
import dev.nodecast.aggregator.kube.kubelet.KubeletSettings;
import dev.nodecast.aggregator.kube.objects.ObjectSpec;
import dev.nodecast.aggregator.kube.objects.ObjectSpecs;
import dev.nodecast.config.HostPort;
import dev.nodecast.config.Secret;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import dev.nodecast.config.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the aggregator runs with.
 *
 * @param clusterName shown in the dashboard's head
 * @param http dashboard and JSON API
 * @param ingest where agents connect
 * @param tlsCert PEM chain for {@code ingest}; null, as is {@code tlsKey}, for plaintext
 * @param plaintext whether {@code ingest} goes without TLS
 * @param token asked of every agent; absent only on loopback
 * @param clickhouseUrl JDBC URL; empty means the embedded engine
 * @param clickhousePort loopback port of the embedded engine; 0 is any free one
 * @param clickhouseLibrary the embedded engine's shared object
 * @param clickhouseMemory bytes that the embedded engine may use
 * @param dataDir directory of the embedded engine
 * @param window length of a stored row; divides a minute
 * @param minFree bytes that must stay free on the data's file system
 * @param pendingMax bytes of windows that wait for ClickHouse before agents are slowed
 * @param kubernetes which cluster is watched
 * @param cluster what is told of it
 * @param kubelet what its kubelets are asked
 * @param objects which of its objects are stored as they are
 */
public record AggregatorConfig(
    String clusterName,
    HostPort http,
    HostPort ingest,
    Path tlsCert,
    Path tlsKey,
    boolean plaintext,
    Secret token,
    String clickhouseUrl,
    String clickhouseUser,
    Secret clickhousePassword,
    int clickhousePort,
    Path clickhouseLibrary,
    long clickhouseMemory,
    Path dataDir,
    Duration window,
    Duration retentionRaw,
    Duration retentionMinute,
    Duration retentionHour,
    Duration retentionSpan,
    long minFree,
    int maxNodes,
    int maxEntities,
    long pendingMax,
    KubeSettings kubernetes,
    ClusterSettings cluster,
    KubeletSettings kubelet,
    List<ObjectSpec> objects) {

  /** The engine that {@code scripts/fetch-clickhouse} fetches. */
  private static final String CLICKHOUSE_VERSION = "26.7.3";

  /**
   * Reads the environment and the file that it names.
   *
   * @throws SettingsException with every problem found
   */
  public static AggregatorConfig from(Map<String, String> environment, String[] args)
      throws SettingsException {
    Settings settings = Settings.read(environment);
    for (String arg : args) {
      settings.problem("argument", arg, "none, everything is a NODECAST_ variable");
    }
    AggregatorConfig config = read(settings, environment);
    Contradictions.check(config, settings);
    settings.finish();
    return config;
  }

  /** Whether the aggregator runs its own ClickHouse. */
  public boolean embedded() {
    return clickhouseUrl.isEmpty();
  }

  /** The table of {@code docs/configuration.md}. */
  static String table() {
    Settings settings = Settings.read(Map.of());
    read(settings, Map.of());
    return settings.table();
  }

  private static AggregatorConfig read(Settings s, Map<String, String> environment) {
    String clusterName =
        s.text(Setting.of("cluster_name", "local", "Name of the cluster in the dashboard"));
    HostPort http = s.address(Keys.HTTP);
    HostPort ingest = s.address(Keys.INGEST);
    Path tlsCert = s.path(Keys.TLS_CERT);
    boolean plaintextDefault = ingest.loopback() && tlsCert == null;
    return new AggregatorConfig(
        clusterName,
        http,
        ingest,
        tlsCert,
        s.path(Keys.TLS_KEY),
        s.flag(
            new Setting(
                Keys.PLAINTEXT.key(),
                String.valueOf(plaintextDefault),
                Keys.PLAINTEXT.shown(),
                Keys.PLAINTEXT.help())),
        s.secret(Keys.TOKEN),
        s.url(Keys.CLICKHOUSE_URL),
        s.text(Keys.CLICKHOUSE_USER),
        s.secret(Keys.CLICKHOUSE_PASSWORD),
        s.integer(Keys.CLICKHOUSE_PORT, between("0", "65535")),
        s.path(
            new Setting(
                Keys.CLICKHOUSE_LIBRARY.key(),
                cache(environment) + "/nodecast/clickhouse/" + CLICKHOUSE_VERSION + "/libchdb.so",
                Keys.CLICKHOUSE_LIBRARY.shown(),
                Keys.CLICKHOUSE_LIBRARY.help())),
        s.bytes(Keys.CLICKHOUSE_MEMORY, atLeast("256MiB")),
        s.path(Keys.DATA_DIR),
        s.duration(Keys.WINDOW, between("1s", "60s")),
        s.duration(Keys.RETENTION_RAW, atLeast("1h")),
        s.duration(Keys.RETENTION_MINUTE, atLeast("1h")),
        s.duration(Keys.RETENTION_HOUR, atLeast("1h")),
        s.duration(Keys.RETENTION_SPAN, atLeast("1h")),
        s.bytes(
            Setting.of(
                "min_free",
                "2GiB",
                "Free space under which nothing is written and agents keep their frames"),
            atLeast("64MiB")),
        s.integer(
            Setting.of("max_nodes", "5000", "Agents accepted; the next one is refused"),
            between("1", "100000")),
        s.integer(
            Setting.of(
                "max_entities", "2000000", "Entities kept in memory; beyond, new ones are counted"),
            between("1000", "100000000")),
        s.bytes(
            Setting.of(
                "pending_max",
                "256MiB",
                "Memory for windows that wait for ClickHouse; beyond it agents are slowed"),
            atLeast("16MiB")),
        KubeSettings.read(s, environment),
        ClusterSettings.read(s),
        KubeletSettings.read(s),
        ObjectSpecs.read(s));
  }

  /** Follows the XDG base directory rules, as the script that fills the cache does. */
  private static String cache(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    return cache.startsWith("/") ? cache : environment.getOrDefault("HOME", "/root") + "/.cache";
  }
}
