package dev.nodecast.aggregator;

import dev.nodecast.config.Setting;

/** The aggregator's settings that more than one place names. */
final class Keys {
  static final Setting HTTP =
      Setting.of(
          "http",
          "127.0.0.1:8080",
          "Serves dashboard and API, which ask for no login: keep it on loopback or behind a proxy");
  static final Setting INGEST = Setting.of("ingest", "127.0.0.1:7443", "Where agents connect");
  static final Setting TLS_CERT =
      Setting.of("tls.cert", "", "PEM certificate chain shown to agents");
  static final Setting TLS_KEY = Setting.of("tls.key", "", "PEM private key of `tls.cert`");
  static final Setting PLAINTEXT =
      Setting.of("plaintext", "", "Accepts agents without TLS; exposes tokens and data to the net")
          .shown("only on a loopback address without `tls.cert`");
  static final Setting TOKEN =
      Setting.of("token", "", "Shared secret asked of agents; required unless on loopback");
  static final Setting CLICKHOUSE_URL =
      Setting.of(
          "clickhouse.url",
          "",
          "JDBC URL of a ClickHouse server, `jdbc:clickhouse://host:8123`; unset, the embedded"
              + " engine is started");
  static final Setting CLICKHOUSE_USER =
      Setting.of("clickhouse.user", "", "User at `clickhouse.url`");
  static final Setting CLICKHOUSE_PASSWORD =
      Setting.of("clickhouse.password", "", "Password of that user");
  static final Setting CLICKHOUSE_PORT =
      Setting.of("clickhouse.port", "8123", "Loopback port of the embedded engine; 0 is any");
  static final Setting CLICKHOUSE_LIBRARY =
      Setting.of("clickhouse.library", "", "Shared object of the embedded engine")
          .shown("`~/.cache/nodecast/clickhouse/…/libchdb.so`, where the set-up puts it");
  static final Setting CLICKHOUSE_MEMORY =
      Setting.of("clickhouse.memory", "2GiB", "Memory that the embedded engine may use");
  static final Setting DATA_DIR =
      Setting.of(
          "data_dir",
          "/var/lib/nodecast/clickhouse",
          "Tables of the embedded engine, and the profiles that were ordered");
  static final Setting WINDOW =
      Setting.of("window", "5s", "Time that one stored row covers; divides a minute");
  static final Setting RETENTION_RAW =
      Setting.of("retention.raw", "7d", "How long rows of one window are kept");
  static final Setting RETENTION_MINUTE =
      Setting.of("retention.minute", "30d", "How long rows of one minute are kept");
  static final Setting RETENTION_HOUR =
      Setting.of("retention.hour", "365d", "How long rows of one hour are kept");

  static final Setting RETENTION_SPAN =
      Setting.of("retention.span", "3d", "How long spans are kept");

  private Keys() {}
}
